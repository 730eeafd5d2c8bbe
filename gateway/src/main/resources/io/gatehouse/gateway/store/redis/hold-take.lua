-- Removes a hold and hands it over. KEYS: hold.
local value = redis.call('GET', KEYS[1])
if not value then
  return {}
end
redis.call('DEL', KEYS[1])
return {value}
