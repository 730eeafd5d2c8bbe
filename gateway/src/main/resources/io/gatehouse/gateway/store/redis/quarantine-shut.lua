-- Adds a reason, tells all nodes, and says which of them have to heed it: those that were heard of within the lease.
-- KEYS: reasons, their ends, version, nodes. ARGV: now, reason, until, sessions with commas, lease (ms), channel, message's middle part.
for _, lapsed in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', ARGV[1], 'LIMIT', 0, 100)) do
  redis.call('HDEL', KEYS[1], lapsed)
  redis.call('ZREM', KEYS[2], lapsed)
end
local sessions = ARGV[4]
local known = redis.call('HGET', KEYS[1], ARGV[2])
if known then
  sessions = known .. ',' .. sessions
end
redis.call('HSET', KEYS[1], ARGV[2], sessions)
local ends = redis.call('ZSCORE', KEYS[2], ARGV[2])
if not ends or tonumber(ends) < tonumber(ARGV[3]) then
  redis.call('ZADD', KEYS[2], ARGV[3], ARGV[2])
end
local version = redis.call('INCR', KEYS[3])
redis.call('PUBLISH', ARGV[6], version .. ' shut ' .. ARGV[7] .. ' ' .. ARGV[3] .. ' ' .. ARGV[4] .. ' ' .. ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local answer = redis.call('ZRANGEBYSCORE', KEYS[4], now - tonumber(ARGV[5]), '+inf')
table.insert(answer, 1, version)
return answer
