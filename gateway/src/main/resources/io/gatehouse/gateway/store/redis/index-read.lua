-- Members and their scores, in turn. KEYS: index. ARGV: lowest score, highest score.
return redis.call('ZRANGEBYSCORE', KEYS[1], ARGV[1], ARGV[2], 'WITHSCORES')
