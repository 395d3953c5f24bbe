-- Forgets one GPU, unless a later epoch of its worker is known.
-- ARGV: epoch, 'worker' if the whole worker is gone and its lease goes too, else 'gpu'
-- Reply: 'forgotten' or 'stale'
local epoch = tonumber(ARGV[1])
for i = 1, 2 do
  if epoch < tonumber(redis.call('HGET', KEYS[i], 'epoch') or '-1') then return 'stale' end
end
redis.call('DEL', KEYS[2], KEYS[3], KEYS[4])
if ARGV[2] == 'worker' then redis.call('DEL', KEYS[1]) end
return 'forgotten'
