package dev.hearth.cli.gateway;

import dev.hearth.cli.CommandFailedException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** Who makes management calls, by HTTP's basic authentication. */
public record Credentials(String user, String password) {

    private static final String USER = "HEARTH_USER";
    private static final String PASSWORD = "HEARTH_PASSWORD";

    /**
     * Those of the environment, where no other process can read them: {@code HEARTH_USER} and {@code HEARTH_PASSWORD}.
     *
     * @throws CommandFailedException if there is just one of them
     */
    static Optional<Credentials> in(Map<String, String> environment) {
        var user = environment.getOrDefault(USER, "");
        var password = environment.getOrDefault(PASSWORD, "");
        if (user.isEmpty() != password.isEmpty()) {
            throw new CommandFailedException(
                    (user.isEmpty() ? PASSWORD + " is set, " + USER : USER + " is set, " + PASSWORD)
                            + " is not; expected both, or neither where the gateway asks for none");
        }
        return user.isEmpty() ? Optional.empty() : Optional.of(new Credentials(user, password));
    }

    /** The header's value. */
    String authorization() {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** Shows no password. */
    @Override
    public String toString() {
        return "Credentials[user=" + user + "]";
    }
}
