-- How common the features of a sign-in are among everybody's: when all began (empty: not yet), then 14 numbers, as Commonness has them.
-- KEYS: sums, sketch of addresses, sketch of agents.
-- ARGV: five features' names as far as the colon, and their values in turn; then how many cells count the address, and which; the same of the agent.
local function lowest(key, first)
  local count = tonumber(ARGV[first])
  if count == 0 then
    return 0
  end
  local ask = {}
  for i = first + 1, first + count do
    ask[#ask + 1] = 'GET'
    ask[#ask + 1] = 'u32'
    ask[#ask + 1] = '#' .. ARGV[i]
  end
  return math.min(unpack(redis.call('BITFIELD', key, unpack(ask))))
end
local fields = {'began', 'n', 'u'}
for i = 1, 10, 2 do
  fields[#fields + 1] = ARGV[i] .. ARGV[i + 1]
  fields[#fields + 1] = 'distinct:' .. ARGV[i]
end
local found = redis.call('HMGET', KEYS[1], unpack(fields))
local function number(i)
  return tonumber(found[i] or '0') or 0
end
local agent = 11 + tonumber(ARGV[11]) + 1
local asn, country, browser, system, kind = 4, 6, 8, 10, 12
return {found[1] or '', number(2), number(3), lowest(KEYS[2], 11), number(asn), number(country), lowest(KEYS[3], agent), number(browser), number(system),
  number(kind), number(asn + 1), number(country + 1), number(browser + 1), number(system + 1), number(kind + 1)}
