package dev.hearth.cli.cluster;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.cli.local.Checkout;
import dev.hearth.settings.KnownSettings;
import dev.hearth.settings.UnknownSetting;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Which service reads which settings, as their jars say. A service refuses to start with one of {@code hearth.*} that it does
 * not read, so each gets its own only, and a mistyped one is refused before anything is started.
 */
record ServiceSettings(Map<ServiceModule, KnownSettings> known) {

    /** @throws CommandFailedException if a service is not built */
    static ServiceSettings of(Checkout checkout) {
        var known = new EnumMap<ServiceModule, KnownSettings>(ServiceModule.class);
        for (var module : ServiceModule.values()) {
            var jar = checkout.serviceJar(module.module());
            try {
                known.put(module, KnownSettings.inJar(jar));
            } catch (IOException e) {
                throw new CommandFailedException(jar + " cannot be read: " + e, e);
            }
        }
        return new ServiceSettings(known);
    }

    /** Those that a service reads: of {@code hearth.*} the ones it binds, and all that are Spring's. */
    Settings concerning(ServiceModule module, Settings all) {
        return all.concerning(Objects.requireNonNull(known.get(module)));
    }

    /** @throws IllegalArgumentException naming the first one that no service reads, and the nearest that one does */
    void requireKnown(Settings given) {
        for (var name : given.values().keySet()) {
            if (KnownSettings.isOurs(name) && known.values().stream().noneMatch(service -> service.has(name))) {
                throw new IllegalArgumentException(new UnknownSetting(name, "--set", all().nearest(name)).message());
            }
        }
    }

    private KnownSettings all() {
        return KnownSettings.of(known.values().stream()
                .flatMap(service -> service.names().stream())
                .toList());
    }
}
