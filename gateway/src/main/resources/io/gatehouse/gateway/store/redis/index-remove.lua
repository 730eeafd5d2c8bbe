-- KEYS: index. ARGV: members.
redis.call('ZREM', KEYS[1], unpack(ARGV))
return {}
