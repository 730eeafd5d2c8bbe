-- Puts a value in the place of the one that has this mark, its second to 23rd character.
-- KEYS: challenges. ARGV: id, mark, value, channel, message.
local value = redis.call('HGET', KEYS[1], ARGV[1])
if not value or string.sub(value, 2, 23) ~= ARGV[2] then
  return {0}
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
redis.call('PUBLISH', ARGV[4], ARGV[5])
return {1}
