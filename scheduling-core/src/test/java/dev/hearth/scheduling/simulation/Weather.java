package dev.hearth.scheduling.simulation;

/**
 * How likely what goes wrong is, each 0 to 1.
 *
 * @param lost of a dispatch's or load's exchange to break, before or after it arrived
 * @param refused of a dispatch or load to be refused for no visible reason
 * @param stateless of an answer to come without the GPU's state
 * @param duplicated of a report or the end of a load to be told again, later
 * @param killed of a worker to die, per heartbeat
 * @param foreign of another scheduler to use a GPU, per heartbeat
 * @param unwanted of an invocation to be cancelled, or settled elsewhere
 * @param slow of a load to take ten times as long
 * @param late of a message to be overtaken by many that were sent after it
 * @param untold of the end of a dispatch's load to be told by its completion only
 */
record Weather(
        double lost,
        double refused,
        double stateless,
        double duplicated,
        double killed,
        double foreign,
        double unwanted,
        double slow,
        double late,
        double untold) {

    /** Nothing is ever refused: whatever was planned can be done. */
    static final Weather CALM = new Weather(0, 0, 0.3, 0.1, 0, 0, 0, 0, 0, 0.5);

    /** The same, though loads take long and messages overtake each other. */
    static final Weather FOG = new Weather(0, 0, 0, 0.2, 0, 0, 0, 0.2, 0.3, 0.5);

    static final Weather STORM = new Weather(0.08, 0.08, 0.1, 0.1, 0.02, 0.1, 0.05, 0.1, 0.1, 0.5);

    boolean calm() {
        return lost == 0 && refused == 0 && killed == 0 && foreign == 0;
    }
}
