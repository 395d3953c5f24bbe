package dev.hearth.manifests.network;

/** One may call the other on a port, such as {@code gateway -> registry TCP 8081}. */
record Arrow(String from, String to, String protocol, int port) implements Comparable<Arrow> {

    static Arrow tcp(String from, String to, int port) {
        return new Arrow(from, to, "TCP", port);
    }

    @Override
    public int compareTo(Arrow other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return from + " -> " + to + " " + protocol + " " + port;
    }
}
