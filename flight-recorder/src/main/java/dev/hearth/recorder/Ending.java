package dev.hearth.recorder;

/** Why a recording ends where it does. Whatever the reason, up to there it is complete and can be replayed. */
public enum Ending {
    /** The scheduler stopped. */
    CLOSED,
    /** The last file that the recording may take was full. */
    LIMIT_REACHED,
    /** Events came faster than they could be written. */
    BUFFER_FULL,
    /** It just stops: the process was killed, or a write failed. */
    CUT_OFF
}
