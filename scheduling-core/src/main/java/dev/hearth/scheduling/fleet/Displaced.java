package dev.hearth.scheduling.fleet;

import dev.hearth.scheduling.cluster.Admitted;
import java.util.ArrayList;
import java.util.List;

/**
 * What a change of the fleet left without a GPU.
 *
 * @param flights lost with their worker
 * @param waiting out of local queues whose GPU is gone, suspended, or no longer holds the model
 */
public record Displaced(List<Flight> flights, List<Admitted> waiting) {

    static final Displaced NOTHING = new Displaced(List.of(), List.of());

    public Displaced {
        flights = List.copyOf(flights);
        waiting = List.copyOf(waiting);
    }

    static Displaced waiting(List<Admitted> waiting) {
        return waiting.isEmpty() ? NOTHING : new Displaced(List.of(), waiting);
    }

    Displaced and(Displaced more) {
        if (this.equals(NOTHING)) {
            return more;
        }
        List<Flight> allFlights = new ArrayList<>(flights);
        allFlights.addAll(more.flights);
        List<Admitted> allWaiting = new ArrayList<>(waiting);
        allWaiting.addAll(more.waiting);
        return new Displaced(allFlights, allWaiting);
    }
}
