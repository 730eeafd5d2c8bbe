-- Forgets a challenge that is final. KEYS: challenges, their order. ARGV: id.
local value = redis.call('HGET', KEYS[1], ARGV[1])
if value and string.sub(value, 1, 1) == 'F' then
  redis.call('HDEL', KEYS[1], ARGV[1])
  redis.call('LREM', KEYS[2], 0, ARGV[1])
end
return {}
