-- KEYS: index. ARGV: score, member.
redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])
return {}
