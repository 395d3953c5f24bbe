package dev.hearth.cli.cluster;

import java.util.List;

/**
 * What {@code hearth restart} asks a supervisor for.
 *
 * @param settings {@code NAME=VALUE} each
 */
record RestartRequest(String instance, List<String> settings) {

    RestartRequest {
        settings = List.copyOf(settings);
    }

    /**
     * What became of it.
     *
     * @param message why not, for a person; else how it went
     */
    record Answer(boolean done, String message) {}
}
