-- Keeps an invitation; its value begins with its end, 16 digits. KEYS: invitations. ARGV: token's hash, value, milliseconds the user's invitations are kept at least.
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[3]) then
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
end
return {}
