-- Counts a sign-in in its hour, and forgets hours that are too old. KEYS: hours. ARGV: hour's number, 1 if it was refused, how many hours are kept.
redis.call('HINCRBY', KEYS[1], ARGV[1] .. ':all', 1)
if ARGV[2] == '1' then
  redis.call('HINCRBY', KEYS[1], ARGV[1] .. ':failures', 1)
end
redis.call('EXPIRE', KEYS[1], ARGV[3] * 3600)
if redis.call('HLEN', KEYS[1]) > 2 * ARGV[3] + 2 then
  for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
    if tonumber(string.match(field, '^%d+')) <= ARGV[1] - ARGV[3] then
      redis.call('HDEL', KEYS[1], field)
    end
  end
end
return {}
