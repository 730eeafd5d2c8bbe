-- Notes whose record an id names. KEYS: owner. ARGV: user, milliseconds to live or 0.
redis.call('SET', KEYS[1], ARGV[1])
if tonumber(ARGV[2]) > 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return {}
