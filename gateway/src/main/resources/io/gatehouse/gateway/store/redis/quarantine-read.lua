-- All there is: the version, then reason, end and sessions in turn. KEYS: reasons, their ends, version.
local answer = {tonumber(redis.call('GET', KEYS[3]) or '0')}
local ends = redis.call('ZRANGE', KEYS[2], 0, -1, 'WITHSCORES')
for i = 1, #ends, 2 do
  local sessions = redis.call('HGET', KEYS[1], ends[i])
  if sessions then
    answer[#answer + 1] = ends[i]
    answer[#answer + 1] = ends[i + 1]
    answer[#answer + 1] = sessions
  end
end
return answer
