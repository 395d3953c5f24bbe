-- Replaces what is known of one GPU by its worker's report and drops the claims that it does not name.
-- ARGV: epoch, sequence, url, state as JSON, longest life of a claim the report does not name (ms)
-- Reply: {'applied', each model now on the GPU...} or {'stale'} when a later epoch is known
local epoch = tonumber(ARGV[1])
local gpu_epoch = tonumber(redis.call('HGET', KEYS[2], 'epoch') or '-1')
if epoch < tonumber(redis.call('HGET', KEYS[1], 'epoch') or '-1') or epoch < gpu_epoch then return {'stale'} end

redis.call('HSET', KEYS[1], 'epoch', ARGV[1], 'url', ARGV[3])
if gpu_epoch < epoch then redis.call('DEL', KEYS[4]) end

-- An older report than what is known says nothing about the claims of now.
if apply_state(KEYS, epoch, tonumber(ARGV[2]), ARGV[4]) then
  local named = {}
  for _, id in ipairs(cjson.decode(redis.call('HGET', KEYS[2], 'working'))) do named[id] = true end
  local oldest = now_ms() - tonumber(ARGV[5])
  local flat = redis.call('HGETALL', KEYS[4])
  for i = 1, #flat, 2 do
    if not named[flat[i]] and cjson.decode(flat[i + 1]).at < oldest then redis.call('HDEL', KEYS[4], flat[i]) end
  end
end

local reply = {'applied'}
for _, name in ipairs(redis.call('HKEYS', KEYS[3])) do reply[#reply + 1] = name end
return reply
