-- An account's history, unless it is the version that is known already: its version, and what it holds. KEYS: history. ARGV: version known.
local stored = redis.call('HMGET', KEYS[1], 'version', 'history')
if not stored[1] then
  return {}
end
if stored[1] == ARGV[1] then
  return {stored[1]}
end
return {stored[1], stored[2]}
