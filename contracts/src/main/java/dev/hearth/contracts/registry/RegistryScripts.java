package dev.hearth.contracts.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The Lua scripts that change the registry; they use what Redis 6.2 has. Arguments and replies are described at the head
 * of each. Those of a GPU take {@link RegistryKeys#scriptKeys}, and {@code gpu.lua} holds what they share.
 */
public final class RegistryScripts {

    /** Grants or refuses one claim. */
    public static final String CLAIM = gpuScript("claim.lua");

    /** Gives one claim back and, where one is named, makes the next claim on that GPU. */
    public static final String RELEASE = gpuScript("release.lua");

    /** Replaces what is known of one GPU by its worker's report. */
    public static final String REPORT = gpuScript("report.lua");

    /** Forgets one GPU of a worker that left or whose lease expired, its lease included. */
    public static final String FORGET = gpuScript("forget.lua");

    /** Folds one record of the results log into {@link RegistryKeys#invocation}. */
    public static final String RECORD = read("record.lua");

    /** Moves {@link RegistryKeys#RECORDED} on, unless Redis was wiped. */
    public static final String ADVANCE = read("advance.lua");

    private RegistryScripts() {}

    /** Redis has no imports: what the scripts share is put before each. */
    private static String gpuScript(String name) {
        return read("gpu.lua") + "\n" + read(name);
    }

    private static String read(String name) {
        try (var stream = RegistryScripts.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("script " + name + " is not on the class path");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
