-- Returns whether there was one. KEYS: key.
return {redis.call('DEL', KEYS[1])}
