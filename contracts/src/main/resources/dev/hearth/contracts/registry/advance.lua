-- Moves on how far a partition of hearth.results is recorded, unless the view was wiped meanwhile.
-- KEYS: the positions
-- ARGV: partition, next offset
-- Reply: 'advanced' or 'wiped'
local known = redis.call('HGET', KEYS[1], ARGV[1])
if not known then return 'wiped' end
if tonumber(known) < tonumber(ARGV[2]) then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) end
return 'advanced'
