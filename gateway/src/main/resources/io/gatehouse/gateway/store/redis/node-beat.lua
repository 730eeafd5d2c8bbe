-- A node says that it is there, and up to which version it heeds. Returns the version, then each node that was heard of within the lease, and what it heeds.
-- KEYS: nodes, what they heed, version. ARGV: node, what it heeds, lease (ms).
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
for _, gone in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '(' .. (now - 10 * tonumber(ARGV[3])))) do
  redis.call('ZREM', KEYS[1], gone)
  redis.call('HDEL', KEYS[2], gone)
end
local answer = {tonumber(redis.call('GET', KEYS[3]) or '0')}
for _, node in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], now - tonumber(ARGV[3]), '+inf')) do
  answer[#answer + 1] = node
  answer[#answer + 1] = redis.call('HGET', KEYS[2], node) or '0'
end
return answer
