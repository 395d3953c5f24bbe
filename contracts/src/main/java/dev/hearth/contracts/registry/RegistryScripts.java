package dev.hearth.contracts.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The Lua scripts that change the registry. Each takes {@link RegistryKeys#scriptKeys} of one GPU and uses what Redis 6.2
 * has; arguments and replies are described at the head of each script; {@code gpu.lua} holds what they share.
 */
public final class RegistryScripts {

    /** Grants or refuses one claim. */
    public static final String CLAIM = script("claim.lua");

    /** Gives one claim back and, where one is named, makes the next claim on that GPU. */
    public static final String RELEASE = script("release.lua");

    /** Replaces what is known of one GPU by its worker's report. */
    public static final String REPORT = script("report.lua");

    /** Forgets one GPU of a worker that left or whose lease expired; the lease key itself is deleted by the caller. */
    public static final String FORGET = script("forget.lua");

    private RegistryScripts() {}

    /** Redis has no imports: what the scripts share is put before each. */
    private static String script(String name) {
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
