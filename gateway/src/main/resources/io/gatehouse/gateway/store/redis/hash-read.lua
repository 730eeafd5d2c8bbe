-- Fields and values in turn. KEYS: hash.
return redis.call('HGETALL', KEYS[1])
