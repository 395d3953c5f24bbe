package dev.hearth.scheduling.simulation;

/**
 * How likely what goes wrong is, each 0 to 1.
 *
 * @param lost of a dispatch's exchange to break, before or after it arrived
 * @param refused of a dispatch to be refused for no visible reason
 * @param stateless of an answer to come without the GPU's state
 * @param duplicated of an event to be delivered again, later
 * @param killed of a worker to die, per heartbeat
 * @param foreign of another scheduler to use a GPU, per heartbeat
 * @param unwanted of an invocation to be cancelled, or settled elsewhere
 */
record Weather(
        double lost,
        double refused,
        double stateless,
        double duplicated,
        double killed,
        double foreign,
        double unwanted) {

    static final Weather CALM = new Weather(0, 0, 0.3, 0.1, 0, 0, 0);
    static final Weather STORM = new Weather(0.08, 0.08, 0.1, 0.1, 0.02, 0.1, 0.05);

    boolean calm() {
        return lost == 0 && refused == 0 && killed == 0 && foreign == 0;
    }
}
