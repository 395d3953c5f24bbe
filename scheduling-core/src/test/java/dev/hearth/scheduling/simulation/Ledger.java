package dev.hearth.scheduling.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.scheduling.Command;
import dev.hearth.scheduling.Event;
import dev.hearth.scheduling.Scheduler;
import dev.hearth.scheduling.Snapshot;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.GpuReport;
import dev.hearth.scheduling.cluster.Invocation;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.simulation.Promises.Waiting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Follows every invocation by events and commands alone, and checks the rules after each event. */
final class Ledger {

    private enum State {
        WAITING,
        IN_FLIGHT,
        LOST,
        ENDED
    }

    private static final class Account {
        final Invocation invocation;
        final long arrivedNanos;
        State state = State.WAITING;

        @Nullable
        GpuId gpu;

        int attempt;
        boolean mustRise;
        boolean broken;
        boolean settled;
        String end = "";

        Account(Invocation invocation, long arrivedNanos) {
            this.invocation = invocation;
            this.arrivedNanos = arrivedNanos;
            this.attempt = invocation.attempt();
        }

        Waiting waiting() {
            return new Waiting(invocation, arrivedNanos);
        }

        boolean at(GpuId where) {
            return (state == State.IN_FLIGHT || state == State.LOST) && where.equals(gpu);
        }
    }

    private final Map<InvocationId, Account> accounts = new LinkedHashMap<>();
    private final Map<InvocationId, Account> alive = new LinkedHashMap<>();
    private final Map<String, Long> epochs = new TreeMap<>();
    private final TreeSet<String> suspended = new TreeSet<>();
    private final Map<String, Integer> ends = new TreeMap<>();
    private final Books books = new Books();
    private final Promises promises;

    Ledger(Promises promises) {
        this.promises = promises;
    }

    boolean everyoneHasEnded() {
        return alive.isEmpty();
    }

    /** How many ended in which way. */
    Map<String, Integer> ends() {
        return ends;
    }

    boolean inFlightAt(InvocationId id, GpuId gpu) {
        Account account = accounts.get(id);
        return account != null && account.at(gpu);
    }

    void check(Scheduler scheduler, Event event, List<Command> commands, long nowNanos) {
        books.hear(event);
        take(event, nowNanos);
        // Their places may be given away by the commands.
        alive.values().stream()
                .filter(account -> account.settled && !scheduler.has(account.invocation.id()))
                .toList()
                .forEach(account -> end(account, "settled"));
        for (Command command : commands) {
            take(command, nowNanos);
            books.hear(command);
        }
        for (InvocationId id : alive.keySet()) {
            Books.check(scheduler.has(id), id + " is gone but has not ended");
        }
        Books.check(
                scheduler.waiting() + scheduler.inFlight() == alive.size(),
                scheduler.waiting() + scheduler.inFlight() + " are kept, " + alive.size() + " have not ended");
        Snapshot snapshot = scheduler.snapshot();
        books.compare(snapshot);
        promises.settled(snapshot, waiting(), books, nowNanos);
    }

    /** In the order of arrival, wherever they wait. */
    private List<Waiting> waiting() {
        return alive.values().stream()
                .filter(account -> account.state == State.WAITING)
                .map(Account::waiting)
                .toList();
    }

    private void take(Event event, long nowNanos) {
        switch (event) {
            case Event.InvocationArrived arrived -> {
                Account account = new Account(arrived.invocation(), nowNanos);
                accounts.put(arrived.invocation().id(), account);
                alive.put(arrived.invocation().id(), account);
            }
            case Event.InvocationSettled settled -> settled(settled.id());
            case Event.WorkerReported reported -> epoch(reported.worker(), reported.epoch());
            case Event.WorkerLost lost -> {
                if (epochs.getOrDefault(lost.worker(), -1L) <= lost.epoch()) {
                    workerLost(lost.worker());
                }
            }
            case Event.WorkerSuspended worker -> {
                if (epochs.containsKey(worker.worker())) {
                    suspended.add(worker.worker());
                }
            }
            case Event.WorkerResumed worker -> suspended.remove(worker.worker());
            case Event.DispatchRefused refused ->
                in(refused.id(), refused.gpu()).ifPresent(account -> {
                    account.mustRise = account.broken;
                    account.state = State.WAITING;
                    restarted(refused.state());
                });
            case Event.DispatchLost lost ->
                in(lost.id(), lost.gpu()).ifPresent(account -> {
                    account.state = State.LOST;
                    account.broken = true;
                });
            case Event.InvocationCompleted completed ->
                in(completed.id(), completed.gpu()).ifPresent(account -> {
                    end(account, completed.succeeded() ? "succeeded" : "failed");
                    restarted(completed.state());
                });
            case Event.InvocationCancelled _,
                    Event.ModelProfiled _,
                    Event.ModelLoaded _,
                    Event.LoadFailed _,
                    Event.ModelsStaged _,
                    Event.TimeReached _ -> {}
        }
    }

    private Optional<Account> in(InvocationId id, GpuId gpu) {
        return Optional.ofNullable(accounts.get(id)).filter(account -> account.at(gpu));
    }

    private void settled(InvocationId id) {
        Account account = accounts.get(id);
        if (account != null && account.state != State.ENDED) {
            account.settled = true;
        }
    }

    private void restarted(Optional<GpuReport> state) {
        state.filter(report -> epochs.containsKey(report.gpu().worker()))
                .ifPresent(report -> epoch(report.gpu().worker(), report.epoch()));
    }

    private void epoch(String worker, long epoch) {
        long known = epochs.getOrDefault(worker, -1L);
        if (epoch > known) {
            workerLost(worker);
            epochs.put(worker, epoch);
        }
    }

    private void workerLost(String worker) {
        epochs.remove(worker);
        suspended.remove(worker);
        for (Account account : alive.values()) {
            GpuId gpu = account.gpu;
            if (gpu != null && gpu.worker().equals(worker) && account.at(gpu)) {
                account.state = State.WAITING;
                account.mustRise = true;
            }
        }
    }

    private void take(Command command, long nowNanos) {
        switch (command) {
            case Command.Dispatch dispatch -> dispatched(dispatch, nowNanos);
            case Command.Fail fail -> end(account(fail.id()), fail.failure().name());
            case Command.Expire expire -> {
                Account account = account(expire.id());
                assertThat(account.invocation.deadlineNanos())
                        .as("%s expires at its deadline, not before", expire.id())
                        .isLessThanOrEqualTo(nowNanos);
                end(account, "expired");
            }
            case Command.Cancel cancel -> end(account(cancel.id()), "cancelled");
            case Command.Recall recall ->
                assertThat(account(recall.id()).at(recall.gpu()))
                        .as("%s is recalled from where it is", recall.id())
                        .isTrue();
            case Command.Load _ -> {}
            case Command.WakeUpAt wakeUp ->
                assertThat(wakeUp.nanos()).as("wakes up later").isGreaterThan(nowNanos);
        }
    }

    private void dispatched(Command.Dispatch dispatch, long nowNanos) {
        InvocationId id = dispatch.invocation().id();
        Account account = account(id);
        boolean repeated = account.state == State.LOST && dispatch.gpu().equals(account.gpu);
        assertThat(account.state == State.WAITING || repeated)
                .as("%s is dispatched once at a time, but was %s at %s", id, account.state, account.gpu)
                .isTrue();
        assertThat(dispatch.invocation().deadlineNanos())
                .as("%s is dispatched before its deadline", id)
                .isGreaterThan(nowNanos);
        assertThat(dispatch.invocation().attempt())
                .as("attempt of %s", id)
                .isEqualTo(account.mustRise ? account.attempt + 1 : account.attempt);
        assertThat(dispatch.epoch())
                .as("epoch of %s", dispatch.gpu())
                .isEqualTo(epochs.get(dispatch.gpu().worker()));
        if (!repeated) {
            assertThat(suspended)
                    .as("nothing new goes to a suspended worker")
                    .doesNotContain(dispatch.gpu().worker());
        }
        account.mustRise = false;
        account.broken = repeated;
        account.attempt = dispatch.invocation().attempt();
        account.gpu = dispatch.gpu();
        account.state = State.IN_FLIGHT;
        if (!repeated) {
            promises.dispatched(dispatch, account.waiting(), waiting(), books);
        }
    }

    private Account account(InvocationId id) {
        Account account = accounts.get(id);
        assertThat(account).as("%s is known", id).isNotNull();
        return Objects.requireNonNull(account);
    }

    private void end(Account account, String how) {
        assertThat(account.end)
                .as("%s ends once, now %s", account.invocation.id(), how)
                .isEmpty();
        account.state = State.ENDED;
        account.end = how;
        alive.remove(account.invocation.id());
        books.forget(account.invocation.id());
        ends.merge(how, 1, Integer::sum);
    }
}
