-- Forgets one GPU of a worker that left or whose lease expired, unless a later epoch is known.
-- ARGV: epoch
-- Reply: {'forgotten', model gone...} or {'stale'}
if tonumber(ARGV[1]) < tonumber(redis.call('HGET', KEYS[1], 'epoch') or '-1') then return {'stale'} end
local reply = {'forgotten'}
for _, name in ipairs(redis.call('HKEYS', KEYS[3])) do reply[#reply + 1] = name end
redis.call('DEL', KEYS[2], KEYS[3], KEYS[4])
return reply
