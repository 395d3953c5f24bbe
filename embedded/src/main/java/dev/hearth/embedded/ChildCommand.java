package dev.hearth.embedded;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How to start a child process.
 *
 * @param name as messages call it
 * @param environment added to this process's own
 * @param log receives standard output and error; what an earlier run left there is kept beside it as {@code *.previous}
 * @param watchesParent whether the program itself ends when its standard input closes; for one that does not, a small
 *     guard process does it
 */
public record ChildCommand(
        String name, List<String> command, Map<String, String> environment, Path log, boolean watchesParent) {

    public ChildCommand {
        command = List.copyOf(command);
        environment = new LinkedHashMap<>(environment);
    }
}
