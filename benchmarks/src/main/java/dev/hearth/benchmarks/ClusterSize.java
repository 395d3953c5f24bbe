package dev.hearth.benchmarks;

/**
 * How large a cluster is, written {@code 1000x2000x100000}.
 *
 * @param waiting invocations in the global and all local queues
 */
record ClusterSize(int gpus, int functions, int waiting) {

    static ClusterSize parse(String written) {
        String[] parts = written.split("x", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("'" + written + "' is not GPUSxFUNCTIONSxWAITING");
        }
        return new ClusterSize(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    }
}
