package dev.hearth.gateway.management;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whose management calls are answered. With neither, everybody's.
 *
 * @param user a name without a colon
 * @param password its password
 */
@ConfigurationProperties("hearth.gateway.management")
record CredentialsProperties(
        @DefaultValue("") String user, @DefaultValue("") String password) {

    CredentialsProperties {
        if (user.isEmpty() != password.isEmpty()) {
            throw new IllegalArgumentException("hearth.gateway.management."
                    + (user.isEmpty()
                            ? "password is given without a user"
                            : "user is '" + user + "', without a password")
                    + "; expected both, or neither where everybody may call");
        }
        if (user.contains(":")) {
            throw new IllegalArgumentException("hearth.gateway.management.user '" + user + "' holds a colon");
        }
    }

    boolean areGiven() {
        return !user.isEmpty();
    }

    /** Shows no password. */
    @Override
    public String toString() {
        return "CredentialsProperties[user=" + user + "]";
    }
}
