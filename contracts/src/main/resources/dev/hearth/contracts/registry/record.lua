-- Folds one record of hearth.results into what is known of its invocation: the valid terminal record with the lowest
-- offset is the outcome, and a worker's record is void once an attempt of a higher number lies before it. Any record may
-- come again.
-- KEYS: the invocation
-- ARGV: partition, offset, attempt, expiry (unix ms), then nothing for an attempt, or the terminal record as JSON and
-- where its body lies as JSON
-- Reply: 'fenced' (an attempt), 'void', 'kept' (an outcome at this or a lower offset stands), 'recorded' (the first
-- outcome), 'replaced'
local offset, attempt = tonumber(ARGV[2]), tonumber(ARGV[3])
local known = tonumber(redis.call('HGET', KEYS[1], 'offset') or 'nil')

if #ARGV == 4 then
  local field = 'attempt:' .. ARGV[3]
  local fence = tonumber(redis.call('HGET', KEYS[1], field) or 'nil')
  if not fence or offset < fence then redis.call('HSET', KEYS[1], field, ARGV[2]) end
  local decided_by = tonumber(redis.call('HGET', KEYS[1], 'attempt') or '0')
  if known and offset < known and decided_by > 0 and decided_by < attempt then
    redis.call('HDEL', KEYS[1], 'partition', 'offset', 'attempt', 'outcome', 'body')
  end
  redis.call('PEXPIREAT', KEYS[1], ARGV[4])
  return 'fenced'
end

if attempt > 0 then
  local flat = redis.call('HGETALL', KEYS[1])
  for i = 1, #flat, 2 do
    local number = tonumber(string.match(flat[i], '^attempt:(%d+)$') or 'nil')
    if number and number > attempt and tonumber(flat[i + 1]) < offset then return 'void' end
  end
end
if known and known <= offset then return 'kept' end

redis.call('HSET', KEYS[1],
  'partition', ARGV[1], 'offset', ARGV[2], 'attempt', ARGV[3], 'outcome', ARGV[5], 'body', ARGV[6])
redis.call('PEXPIREAT', KEYS[1], ARGV[4])
return known and 'replaced' or 'recorded'
