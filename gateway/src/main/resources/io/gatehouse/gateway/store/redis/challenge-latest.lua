-- Ids and values in turn, newest first. KEYS: challenges, their order.
local found = {}
for _, id in ipairs(redis.call('LRANGE', KEYS[2], 0, -1)) do
  local value = redis.call('HGET', KEYS[1], id)
  if value then
    found[#found + 1] = id
    found[#found + 1] = value
  end
end
return found
