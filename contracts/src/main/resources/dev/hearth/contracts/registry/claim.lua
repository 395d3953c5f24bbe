-- Grants or refuses one claim. ARGV and reply: see claim() in gpu.lua.
return claim(KEYS, ARGV)
