package dev.hearth.registry.residency;

/** A GPU as {@code WORKER/INDEX}. */
record GpuName(String worker, int index) implements Comparable<GpuName> {

    static GpuName parse(String text) {
        var slash = text.lastIndexOf('/');
        if (slash < 1) {
            throw new IllegalArgumentException("GPU '" + text + "' is not of the form WORKER/INDEX");
        }
        return new GpuName(text.substring(0, slash), Integer.parseInt(text.substring(slash + 1)));
    }

    @Override
    public int compareTo(GpuName other) {
        var byWorker = worker.compareTo(other.worker);
        return byWorker != 0 ? byWorker : Integer.compare(index, other.index);
    }

    @Override
    public String toString() {
        return worker + "/" + index;
    }
}
