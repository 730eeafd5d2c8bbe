-- Counts what one account, address, device … did lately, and tells what was counted.
-- KEYS: sums; then one sorted set for each number of different marks. ARGV: now (s), seconds to live, then one of
--   sum NAME TENTH 0|1          events within ten times TENTH seconds: told before this one is added
--   marks WINDOW MARK MOST      different marks within WINDOW seconds, at most MOST: told after MARK is added, if there is one
local now = tonumber(ARGV[1])
local answer = {}
local set = 1
local added = false
local i = 3
while i <= #ARGV do
  if ARGV[i] == 'sum' then
    local tenth = tonumber(ARGV[i + 2])
    local slot = math.floor(now / tenth)
    local fields = {}
    for back = 0, 9 do
      fields[#fields + 1] = ARGV[i + 1] .. ':' .. tenth .. ':' .. string.format('%d', slot - back)
    end
    local sum = 0
    for _, count in ipairs(redis.call('HMGET', KEYS[1], unpack(fields))) do
      sum = sum + (tonumber(count or '0') or 0)
    end
    if ARGV[i + 3] == '1' then
      redis.call('HINCRBY', KEYS[1], fields[1], 1)
      added = true
    end
    answer[#answer + 1] = sum
  else
    set = set + 1
    local window = tonumber(ARGV[i + 1])
    redis.call('ZREMRANGEBYSCORE', KEYS[set], '-inf', now - window)
    if ARGV[i + 2] ~= '' then
      redis.call('ZADD', KEYS[set], now, ARGV[i + 2])
      local over = redis.call('ZCARD', KEYS[set]) - tonumber(ARGV[i + 3])
      if over > 0 then
        redis.call('ZREMRANGEBYRANK', KEYS[set], 0, over - 1)
      end
      redis.call('EXPIRE', KEYS[set], window)
    end
    answer[#answer + 1] = redis.call('ZCARD', KEYS[set])
  end
  i = i + 4
end
if added then
  redis.call('EXPIRE', KEYS[1], ARGV[2])
  if redis.call('HLEN', KEYS[1]) > 128 then
    for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
      local tenth, slot = string.match(field, ':(%d+):(%d+)$')
      if tenth and tonumber(slot) < math.floor(now / tonumber(tenth)) - 9 then
        redis.call('HDEL', KEYS[1], field)
      end
    end
  end
end
return answer
