-- What the scripts share: the state of one GPU and the admission of a claim.
-- keys: 1 lease, 2 gpu, 3 models, 4 claims (all of one worker, one hash tag)
-- Nothing is kept as a counter: bytes in use are derived from the models and the claims each time.

local function now_ms()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

-- A victim that is gone no longer leaves: it may be loaded anew, and then its bytes count again.
local function drop_gone_victims(keys, present)
  local flat = redis.call('HGETALL', keys[4])
  for i = 1, #flat, 2 do
    local claim = cjson.decode(flat[i + 1])
    local staying = {}
    for _, victim in ipairs(claim.evict or {}) do
      if present[victim] then staying[#staying + 1] = victim end
    end
    if #staying < #(claim.evict or {}) then
      claim.evict = #staying > 0 and staying or nil
      redis.call('HSET', keys[4], flat[i], cjson.encode(claim))
    end
  end
end

-- Replaces the GPU's state unless the one given is older; an equal one is written again, so that a lost key comes back.
local function apply_state(keys, epoch, sequence, json)
  local known_epoch = tonumber(redis.call('HGET', keys[2], 'epoch') or '-1')
  local known_sequence = tonumber(redis.call('HGET', keys[2], 'sequence') or '-1')
  if epoch < known_epoch or (epoch == known_epoch and sequence < known_sequence) then return false end

  local state = cjson.decode(json)
  local present, working = {}, {}
  redis.call('DEL', keys[3])
  for _, resident in ipairs(state.models) do
    present[resident.model] = true
    redis.call('HSET', keys[3], resident.model,
      cjson.encode({bytes = resident.bytes, pins = resident.pins, state = resident.state}))
  end
  for _, id in ipairs(state.running) do working[#working + 1] = id end
  for _, id in ipairs(state.queued) do working[#working + 1] = id end
  drop_gone_victims(keys, present)

  redis.call('HSET', keys[2],
    'epoch', string.format('%.0f', epoch), 'sequence', string.format('%.0f', sequence),
    'capacity', string.format('%.0f', state.memory.totalBytes - state.memory.workspaceBytes),
    'working', cjson.encode(working), 'state', json)
  return true
end

-- Device memory that may be taken beyond what is resident: a claim needs what its victims do not set free. Claims of one
-- model wait for one load, whichever of them makes it. Room that a claim's victims leave beyond its own need is nobody's
-- before they are gone, so that claims may be carried out or given back in any order.
local function need(bytes, evict, resident)
  for _, victim in ipairs(evict) do bytes = bytes - (resident[victim] or 0) end
  return math.max(bytes, 0)
end

-- a: epoch, invocation, attempt, model, bytes ('hit' = planned as a hit; a load may take none), scheduler, queue limit, victim...
-- Returns {'granted', victim the claim stands on...} or {'refused', REASON, the GPU's state as JSON or ''}.
local function claim(keys, a)
  local epoch, invocation, attempt, model = a[1], a[2], tonumber(a[3]), a[4]
  local load = a[5] ~= 'hit'
  local bytes = load and tonumber(a[5]) or 0
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

  -- What the worker evicts is as good as gone.
  local resident, in_use, leaving = {}, {}, {}
  local flat = redis.call('HGETALL', keys[3])
  for i = 1, #flat, 2 do
    local known = cjson.decode(flat[i + 1])
    if known.state == 'evicting' then leaving[flat[i]] = true else resident[flat[i]] = known.bytes end
    if known.pins > 0 then in_use[flat[i]] = true end
  end

  local queue, needs, inherited = {}, {}, nil
  for _, id in ipairs(cjson.decode(redis.call('HGET', keys[2], 'working'))) do queue[id] = true end
  flat = redis.call('HGETALL', keys[4])
  for i = 1, #flat, 2 do
    local other = cjson.decode(flat[i + 1])
    if flat[i] == invocation then
      if other.attempt > attempt then return refused('STALE_ATTEMPT') end
    else
      queue[flat[i]] = true
      in_use[other.model] = true
      for _, victim in ipairs(other.evict or {}) do leaving[victim] = true end
      if other.load and not resident[other.model] then
        needs[other.model] = math.max(needs[other.model] or 0, need(other.bytes, other.evict or {}, resident))
        if other.model == model then inherited = inherited or other.evict or {} end
      end
    end
  end
  queue[invocation] = nil

  local queued = 0
  for _ in pairs(queue) do queued = queued + 1 end
  if queued >= limit then return refused('QUEUE_FULL') end
  if leaving[model] then return refused('EVICTING') end
  if not load and not resident[model] and not needs[model] then return refused('NOT_RESIDENT') end

  local evict = {}
  if load and not resident[model] then
    for i = 8, #a do
      local victim = a[i]
      if in_use[victim] or victim == model then return refused('VICTIM_PINNED') end
      if resident[victim] and not leaving[victim] then evict[#evict + 1] = victim end
      leaving[victim] = true
    end
    -- One that waits for another claim's load may have to make it in its place.
    if #evict == 0 and inherited then evict = inherited end

    needs[model] = math.max(needs[model] or 0, need(bytes, evict, resident))
    local used = 0
    for _, size in pairs(resident) do used = used + size end
    for _, size in pairs(needs) do used = used + size end
    if used > tonumber(redis.call('HGET', keys[2], 'capacity')) then return refused('NO_MEMORY') end
  end

  redis.call('HSET', keys[4], invocation, cjson.encode({
    attempt = attempt, model = model, load = load, bytes = bytes, scheduler = scheduler, at = now_ms(),
    evict = #evict > 0 and evict or nil
  }))
  local reply = {'granted'}
  for _, victim in ipairs(evict) do reply[#reply + 1] = victim end
  return reply
end
