-- KEYS: key.
local value = redis.call('GET', KEYS[1])
return value and {value} or {}
