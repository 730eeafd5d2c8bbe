-- Adds a pending challenge, unless another of this user is pending: a value begins with P while it is, with F once it is final.
-- KEYS: challenges, their order. ARGV: id, value, how many are remembered, milliseconds to live, channel, message.
for _, value in ipairs(redis.call('HVALS', KEYS[1])) do
  if string.sub(value, 1, 1) == 'P' then
    return {0}
  end
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('LPUSH', KEYS[2], ARGV[1])
local remembered = tonumber(ARGV[3])
for _, id in ipairs(redis.call('LRANGE', KEYS[2], remembered, -1)) do
  local value = redis.call('HGET', KEYS[1], id)
  if value and string.sub(value, 1, 1) == 'F' then
    redis.call('HDEL', KEYS[1], id)
  end
end
redis.call('LTRIM', KEYS[2], 0, remembered - 1)
redis.call('PEXPIRE', KEYS[1], ARGV[4])
redis.call('PEXPIRE', KEYS[2], ARGV[4])
redis.call('PUBLISH', ARGV[5], ARGV[6])
return {1}
