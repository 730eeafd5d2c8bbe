-- An account was erased. KEYS: sums.
if tonumber(redis.call('HGET', KEYS[1], 'u') or '0') > 0 then
  redis.call('HINCRBY', KEYS[1], 'u', -1)
end
return {}
