-- What the scripts share: the state of one GPU and the admission of a claim.
-- keys: 1 lease, 2 gpu, 3 models, 4 claims (all of one worker, one hash tag)
-- Nothing is kept as a counter: bytes in use are derived from the models and the claims each time.

-- Replaces the GPU's state by a newer one of the same or a later epoch; returns the names of the models that are gone,
-- or nil if the state given is not newer.
local function apply_state(keys, epoch, sequence, json)
  local known_epoch = tonumber(redis.call('HGET', keys[2], 'epoch') or '-1')
  local known_sequence = tonumber(redis.call('HGET', keys[2], 'sequence') or '-1')
  if epoch < known_epoch or (epoch == known_epoch and sequence <= known_sequence) then return nil end

  local state = cjson.decode(json)
  local gone = {}
  for _, name in ipairs(redis.call('HKEYS', keys[3])) do gone[name] = true end
  redis.call('DEL', keys[3])
  for _, resident in ipairs(state.models) do
    redis.call('HSET', keys[3], resident.model, cjson.encode({bytes = resident.bytes}))
    gone[resident.model] = nil
  end
  redis.call('HSET', keys[2],
    'epoch', string.format('%.0f', epoch), 'sequence', string.format('%.0f', sequence),
    'capacity', string.format('%.0f', state.memory.totalBytes - state.memory.workspaceBytes), 'state', json)

  local names = {}
  for name in pairs(gone) do names[#names + 1] = name end
  return names
end

local function now_ms()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

-- a: epoch, invocation, attempt, model, bytes ('0' = planned as a hit), scheduler, queue limit, victim...
-- Returns {'granted'} or {'refused', REASON, the GPU's state as JSON or ''}.
local function claim(keys, a)
  local epoch, invocation, attempt, model, bytes = a[1], a[2], tonumber(a[3]), a[4], tonumber(a[5])
  local scheduler, limit = a[6], tonumber(a[7])

  local function refused(reason)
    return {'refused', reason, redis.call('HGET', keys[2], 'state') or ''}
  end

  if redis.call('EXISTS', keys[1]) == 0 or redis.call('EXISTS', keys[2]) == 0 then
    return refused('UNKNOWN_GPU')
  end
  if redis.call('HGET', keys[1], 'epoch') ~= epoch or redis.call('HGET', keys[2], 'epoch') ~= epoch then
    return refused('STALE_EPOCH')
  end

  local resident = {}
  local flat = redis.call('HGETALL', keys[3])
  for i = 1, #flat, 2 do resident[flat[i]] = cjson.decode(flat[i + 1]).bytes end

  local claimed, in_use, leaving, promised = 0, {}, {}, {}
  flat = redis.call('HGETALL', keys[4])
  for i = 1, #flat, 2 do
    local other = cjson.decode(flat[i + 1])
    if flat[i] == invocation then
      if other.attempt > attempt then return refused('STALE_ATTEMPT') end
    else
      claimed = claimed + 1
      in_use[other.model] = true
      for _, victim in ipairs(other.evict or {}) do leaving[victim] = true end
      if other.bytes > 0 and not resident[other.model] then promised[other.model] = other.bytes end
    end
  end

  if claimed >= limit then return refused('QUEUE_FULL') end
  if leaving[model] then return refused('EVICTING') end
  if bytes == 0 and not resident[model] and not promised[model] then return refused('NOT_RESIDENT') end

  local evict = {}
  for i = 8, #a do
    if in_use[a[i]] then return refused('VICTIM_PINNED') end
    if resident[a[i]] and not leaving[a[i]] then evict[#evict + 1] = a[i] end
    leaving[a[i]] = true
  end

  if bytes > 0 and not resident[model] and not promised[model] then
    local used = bytes
    for name, size in pairs(resident) do
      if not leaving[name] then used = used + size end
    end
    for _, size in pairs(promised) do used = used + size end
    if used > tonumber(redis.call('HGET', keys[2], 'capacity')) then return refused('NO_MEMORY') end
  end

  redis.call('HSET', keys[4], invocation, cjson.encode({
    attempt = attempt, model = model, bytes = bytes, scheduler = scheduler, at = now_ms(),
    evict = #evict > 0 and evict or nil
  }))
  return {'granted'}
end
