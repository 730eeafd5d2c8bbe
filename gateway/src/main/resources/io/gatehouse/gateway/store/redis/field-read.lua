-- KEYS: hash. ARGV: field.
local value = redis.call('HGET', KEYS[1], ARGV[1])
return value and {value} or {}
