package dev.hearth.testing;

import java.util.Map;
import java.util.Properties;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Switches Jupiter's own conditions off when {@code CI=true}; see {@link NoSilentSkips}. */
public final class CiSession implements LauncherSessionListener {

    static final String SWITCH = "junit.jupiter.conditions.deactivate";
    static final String CONDITIONS = "org.junit.jupiter.*";

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        apply(System.getenv(), System.getProperties());
    }

    static void apply(Map<String, String> environment, Properties properties) {
        if (Boolean.parseBoolean(environment.get("CI"))) {
            properties.putIfAbsent(SWITCH, CONDITIONS);
        }
    }

    static String fromEnvironment() {
        return String.valueOf(System.getenv("CI"));
    }
}
