package dev.hearth.testing;

/** The container images that tests use where a Docker engine answers. */
final class Images {

    static final String KAFKA = "apache/kafka:4.3.1";
    static final String REDIS = "redis:7-alpine";

    private Images() {}
}
