-- Gives a claim back and, where one is named, makes the next claim on that GPU.
-- ARGV: epoch, invocation, attempt, sequence, the GPU's state after it as JSON or '', then claim()'s arguments or nothing
-- Reply: the next claim's, or {'released'}
local epoch, invocation, attempt = ARGV[1], ARGV[2], tonumber(ARGV[3])

local held = redis.call('HGET', KEYS[4], invocation)
if held and cjson.decode(held).attempt <= attempt then redis.call('HDEL', KEYS[4], invocation) end
-- A missing GPU key means unknown, and another epoch a restart: only a report makes either known.
if ARGV[5] ~= '' and redis.call('HGET', KEYS[2], 'epoch') == epoch then
  apply_state(KEYS, tonumber(epoch), tonumber(ARGV[4]), ARGV[5])
end

if #ARGV <= 5 then return {'released'} end
local following = {}
for i = 6, #ARGV do following[#following + 1] = ARGV[i] end
return claim(KEYS, following)
