-- Counts a learnt sign-in among everybody's.
-- KEYS: sums, sketch of addresses, sketch of agents.
-- ARGV: when (s), 1 if it is its account's first; five features' names as far as the colon, their values, and how many values are counted, in turn;
-- then how many cells count the address, and which; the same of the agent.
local function add(key, first)
  local count = tonumber(ARGV[first])
  if count == 0 then
    return
  end
  local ask = {}
  for i = first + 1, first + count do
    ask[#ask + 1] = 'GET'
    ask[#ask + 1] = 'u32'
    ask[#ask + 1] = '#' .. ARGV[i]
  end
  local counts = redis.call('BITFIELD', key, unpack(ask))
  local more = math.min(unpack(counts)) + 1
  local set = {}
  for i = 1, count do
    if counts[i] < more then
      set[#set + 1] = 'SET'
      set[#set + 1] = 'u32'
      set[#set + 1] = '#' .. ARGV[first + i]
      set[#set + 1] = more
    end
  end
  redis.call('BITFIELD', key, 'OVERFLOW', 'SAT', unpack(set))
end
redis.call('HINCRBY', KEYS[1], 'n', 1)
if ARGV[2] == '1' then
  redis.call('HINCRBY', KEYS[1], 'u', 1)
end
local began = redis.call('HGET', KEYS[1], 'began')
if not began or tonumber(ARGV[1]) < tonumber(began) then
  redis.call('HSET', KEYS[1], 'began', ARGV[1])
end
for i = 3, 17, 3 do
  local name = ARGV[i] .. ARGV[i + 1]
  if ARGV[i + 1] ~= '' then
    if redis.call('HEXISTS', KEYS[1], name) == 1 then
      redis.call('HINCRBY', KEYS[1], name, 1)
    elseif tonumber(redis.call('HGET', KEYS[1], 'distinct:' .. ARGV[i]) or '0') < tonumber(ARGV[i + 2]) then
      redis.call('HINCRBY', KEYS[1], name, 1)
      redis.call('HINCRBY', KEYS[1], 'distinct:' .. ARGV[i], 1)
    end
  end
end
add(KEYS[2], 18)
add(KEYS[3], 18 + tonumber(ARGV[18]) + 1)
return {}
