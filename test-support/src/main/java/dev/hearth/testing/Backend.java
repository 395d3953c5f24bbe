package dev.hearth.testing;

/** One Kafka and one Redis, running. */
interface Backend extends AutoCloseable {

    String kafka();

    String redisHost();

    int redisPort();

    @Override
    void close();
}
