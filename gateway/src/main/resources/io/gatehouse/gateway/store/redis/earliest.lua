-- Keeps the lowest number. KEYS: key. ARGV: number.
local known = redis.call('GET', KEYS[1])
if not known or tonumber(ARGV[1]) < tonumber(known) then
  redis.call('SET', KEYS[1], ARGV[1])
  return {ARGV[1]}
end
return {known}
