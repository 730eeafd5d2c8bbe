-- Puts a value in the place of the one that begins with this mark, or of none. KEYS: factors. ARGV: mark or empty, value.
local value = redis.call('GET', KEYS[1])
if (value and string.sub(value, 1, 22) or '') ~= ARGV[1] then
  return {0}
end
redis.call('SET', KEYS[1], ARGV[2])
return {1}
