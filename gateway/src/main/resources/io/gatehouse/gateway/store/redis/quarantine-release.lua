-- Removes a reason, and tells all nodes. KEYS: reasons, their ends, version. ARGV: reason, channel, message's middle part.
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('ZREM', KEYS[2], ARGV[1])
local version = redis.call('INCR', KEYS[3])
redis.call('PUBLISH', ARGV[2], version .. ' release ' .. ARGV[3] .. ' 0 - ' .. ARGV[1])
return {version}
