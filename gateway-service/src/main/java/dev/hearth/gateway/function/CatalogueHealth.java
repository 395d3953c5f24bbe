package dev.hearth.gateway.function;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Ready once the catalogue is read to its end. */
final class CatalogueHealth implements HealthIndicator {

    private final FunctionCatalogue catalogue;

    CatalogueHealth(FunctionCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public Health health() {
        if (catalogue.isRead()) {
            return Health.up().withDetail("functions", catalogue.size()).build();
        }
        return Health.outOfService()
                .withDetail("reason", "hearth.functions is not read to its end: Kafka or the topic is not there yet")
                .build();
    }
}
