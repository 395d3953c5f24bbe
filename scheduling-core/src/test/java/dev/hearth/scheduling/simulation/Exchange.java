package dev.hearth.scheduling.simulation;

import dev.hearth.scheduling.Command.Dispatch;

/** One handing over of an invocation, until it is answered or breaks. */
final class Exchange {

    private final Dispatch dispatch;
    private boolean open = true;

    Exchange(Dispatch dispatch) {
        this.dispatch = dispatch;
    }

    Dispatch dispatch() {
        return dispatch;
    }

    /** True the first time: nothing is answered twice. */
    boolean close() {
        boolean first = open;
        open = false;
        return first;
    }
}
