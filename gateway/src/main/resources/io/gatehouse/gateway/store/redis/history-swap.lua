-- Puts a history in the place of a version; an empty one is erased. KEYS: history. ARGV: version expected (empty: none), new version, history, milliseconds to live.
local version = redis.call('HGET', KEYS[1], 'version') or ''
if version ~= ARGV[1] then
  return {0}
end
if ARGV[3] == '' then
  redis.call('DEL', KEYS[1])
else
  redis.call('HSET', KEYS[1], 'version', ARGV[2], 'history', ARGV[3])
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
end
return {1}
