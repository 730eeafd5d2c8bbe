-- Uses up an invitation and adds the device it is for, both or neither. KEYS: devices, invitations.
-- ARGV: token's hash, now (16 digits), device's id, its value, how many a user can have. Returns 0: no invitation, 1: done, 2: too many.
local invitation = redis.call('HGET', KEYS[2], ARGV[1])
if not invitation or ARGV[2] >= string.sub(invitation, 1, 16) then
  return {0}
end
if redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[5]) then
  return {2}
end
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('HSET', KEYS[1], ARGV[3], ARGV[4])
return {1}
