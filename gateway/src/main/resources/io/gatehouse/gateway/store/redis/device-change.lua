-- Puts a value in the place of the one that begins with this mark. KEYS: devices. ARGV: id, mark, value.
local value = redis.call('HGET', KEYS[1], ARGV[1])
if not value or string.sub(value, 1, 22) ~= ARGV[2] then
  return {0}
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return {1}
