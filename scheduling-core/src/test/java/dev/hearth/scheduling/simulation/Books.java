package dev.hearth.scheduling.simulation;

import dev.hearth.scheduling.Command;
import dev.hearth.scheduling.Event;
import dev.hearth.scheduling.Snapshot;
import dev.hearth.scheduling.Snapshot.GpuSnapshot;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.GpuReport;
import dev.hearth.scheduling.cluster.GpuReport.Resident;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.cluster.ModelId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What somebody who hears every event and command must believe of each GPU's memory and lanes, reckoned anew from the
 * newest report and all that was ordered since. The scheduler has to believe the same.
 */
final class Books {

    /** Something ordered of a GPU and not answered yet; {@code id} is null for a load ahead of need. */
    private static final class Order {
        final @Nullable InvocationId id;
        final ModelId model;
        final long bytes;
        final List<ModelId> evict;
        boolean loading;

        Order(@Nullable InvocationId id, ModelId model, long bytes, List<ModelId> evict, boolean loading) {
            this.id = id;
            this.model = model;
            this.bytes = bytes;
            this.evict = evict;
            this.loading = loading;
        }

        void applyTo(SequencedMap<ModelId, Long> models) {
            if (loading) {
                evict.forEach(models::remove);
            }
            Long before = id == null ? models.get(model) : models.remove(model);
            models.put(model, before == null ? bytes : before);
        }
    }

    /** One GPU. */
    static final class Page {
        final GpuId id;
        private GpuReport report;
        private final SequencedMap<ModelId, Long> reported = new LinkedHashMap<>();
        private final List<ModelId> onTheirWay = new ArrayList<>();
        private final List<InvocationId> foreign = new ArrayList<>();
        private final List<Order> orders = new ArrayList<>();

        private Page(GpuReport report) {
            this.id = report.gpu();
            this.report = report;
            adopt(report);
        }

        private void adopt(GpuReport newer) {
            report = newer;
            reported.clear();
            onTheirWay.clear();
            for (Resident resident : newer.models()) {
                reported.put(resident.model(), resident.bytes());
                if (!resident.ready()) {
                    onTheirWay.add(resident.model());
                }
            }
            foreign.clear();
            foreign.addAll(newer.working());
            orders.forEach(order -> foreign.remove(order.id));
        }

        private void hear(GpuReport newer) {
            if (newer.sequence() > report.sequence()) {
                adopt(newer);
            }
        }

        /** Loads ahead of need lie below what dispatches change. */
        SequencedMap<ModelId, Long> models() {
            SequencedMap<ModelId, Long> models = new LinkedHashMap<>(reported);
            orders.stream().filter(order -> order.id == null).forEach(order -> order.applyTo(models));
            orders.stream().filter(order -> order.id != null).forEach(order -> order.applyTo(models));
            return models;
        }

        long usedBytes() {
            return models().values().stream().mapToLong(Long::longValue).sum();
        }

        long capacityBytes() {
            return report.capacityBytes();
        }

        boolean copies() {
            return orders.stream().anyMatch(order -> order.loading);
        }

        boolean computes() {
            return !foreign.isEmpty() || orders.stream().anyMatch(order -> order.id != null && !order.loading);
        }

        boolean shared() {
            return !foreign.isEmpty();
        }

        boolean idle() {
            return foreign.isEmpty() && orders.stream().noneMatch(order -> order.id != null);
        }

        boolean inUse(ModelId model) {
            return orders.stream().anyMatch(order -> order.model.equals(model));
        }

        boolean ready(ModelId model) {
            return models().containsKey(model)
                    && !onTheirWay.contains(model)
                    && orders.stream().noneMatch(order -> order.loading && order.model.equals(model));
        }

        /** Whether there would be room if all went that nobody uses. */
        boolean couldTake(long bytes) {
            long needed = models().entrySet().stream()
                    .filter(entry -> inUse(entry.getKey()))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            return needed + bytes <= capacityBytes();
        }

        private Optional<Order> order(@Nullable InvocationId wanted, @Nullable ModelId model) {
            return orders.stream()
                    .filter(order ->
                            wanted == null ? order.id == null && order.model.equals(model) : wanted.equals(order.id))
                    .findFirst();
        }
    }

    private final Map<String, Long> epochs = new TreeMap<>();
    private final Map<GpuId, Page> pages = new TreeMap<>();

    Iterable<Page> pages() {
        return pages.values();
    }

    Page page(GpuId gpu) {
        Page page = pages.get(gpu);
        if (page == null) {
            throw new AssertionError(gpu + " is not known");
        }
        return page;
    }

    void hear(Event event) {
        switch (event) {
            case Event.WorkerReported told -> reported(told.worker(), told.epoch(), told.gpus());
            case Event.WorkerLost lost -> {
                if (epochs.getOrDefault(lost.worker(), Long.MAX_VALUE) <= lost.epoch()) {
                    forget(lost.worker());
                }
            }
            case Event.DispatchRefused refused -> answered(refused.id(), refused.gpu(), false, refused.state());
            case Event.InvocationCompleted done ->
                answered(
                        done.id(),
                        done.gpu(),
                        done.succeeded() || done.loadNanos() > 0 || done.inferenceNanos() > 0,
                        done.state());
            case Event.ModelLoaded loaded -> loaded(loaded);
            case Event.LoadFailed failed ->
                known(failed.gpu(), failed.epoch())
                        .ifPresent(page -> page.order(null, failed.model()).ifPresent(copy -> {
                            page.orders.remove(copy);
                            failed.state().filter(this::current).ifPresent(page::hear);
                        }));
            default -> {}
        }
    }

    /** Takes down what is ordered, and sees whether it can be done. */
    void hear(Command command) {
        switch (command) {
            case Command.Dispatch dispatch -> {
                Page page = page(dispatch.gpu());
                if (page.order(dispatch.invocation().id(), null).isEmpty()) {
                    boolean load = dispatch.kind() != Command.Kind.HIT;
                    page.foreign.remove(dispatch.invocation().id());
                    order(
                            page,
                            new Order(
                                    dispatch.invocation().id(),
                                    dispatch.invocation().model(),
                                    dispatch.invocation().modelBytes(),
                                    dispatch.evict(),
                                    load));
                }
            }
            case Command.Load load ->
                order(page(load.gpu()), new Order(null, load.model(), load.modelBytes(), load.evict(), true));
            default -> {}
        }
    }

    private static void order(Page page, Order order) {
        boolean there = page.models().containsKey(order.model);
        check(there != order.loading, order.model + (there ? " is there already on " : " is not there on ") + page.id);
        if (order.loading) {
            check(!page.copies(), "two loads at a time on " + page.id);
            check(
                    order.evict.isEmpty() || !page.shared(),
                    page.id + " is used by others, who may need any of " + order.evict);
            for (ModelId victim : order.evict) {
                check(!page.inUse(victim), victim + " is in use and to be evicted from " + page.id);
                check(page.models().containsKey(victim), victim + " is to be evicted from " + page.id + ", but gone");
            }
        }
        page.orders.add(order);
        check(
                !order.loading || page.usedBytes() <= page.capacityBytes(),
                "models on " + page.id + " take " + page.usedBytes() + " bytes of " + page.capacityBytes());
    }

    /** An invocation is no longer where it was, and nobody knows what became of it there. */
    void forget(InvocationId id) {
        pages.values().forEach(page -> page.orders.removeIf(order -> id.equals(order.id)));
    }

    private void reported(String worker, long epoch, List<GpuReport> reports) {
        Long known = epochs.get(worker);
        if (known == null || known < epoch) {
            forget(worker);
            epochs.put(worker, epoch);
        } else if (known > epoch) {
            return;
        }
        for (GpuReport report : reports) {
            Page page = pages.get(report.gpu());
            if (page == null) {
                pages.put(report.gpu(), new Page(report));
            } else {
                page.hear(report);
            }
        }
    }

    private void forget(String worker) {
        epochs.remove(worker);
        pages.keySet().removeIf(gpu -> gpu.worker().equals(worker));
    }

    private Optional<Page> known(GpuId gpu, long epoch) {
        return Optional.ofNullable(pages.get(gpu)).filter(page -> page.report.epoch() == epoch);
    }

    private boolean current(GpuReport report) {
        return known(report.gpu(), report.epoch()).isPresent();
    }

    private void answered(InvocationId id, GpuId gpu, boolean started, Optional<GpuReport> state) {
        Page page = pages.get(gpu);
        Order order = page == null ? null : page.order(id, null).orElse(null);
        if (page == null || order == null) {
            return;
        }
        page.orders.remove(order);
        if (started && state.isEmpty()) {
            order.applyTo(page.reported);
            page.onTheirWay.remove(order.model);
        }
        state.filter(this::current).ifPresent(report -> {
            page.hear(report);
            page.foreign.remove(id);
        });
        state.filter(report -> report.epoch() > page.report.epoch())
                .ifPresent(report -> reported(gpu.worker(), report.epoch(), List.of(report)));
    }

    private void loaded(Event.ModelLoaded loaded) {
        Page page = known(loaded.gpu(), loaded.epoch()).orElse(null);
        if (page == null) {
            return;
        }
        Optional<Order> copy = page.order(null, loaded.model());
        if (copy.isPresent()) {
            page.orders.remove(copy.get());
            if (loaded.state().isEmpty()) {
                copy.get().applyTo(page.reported);
                page.onTheirWay.remove(loaded.model());
            }
            loaded.state().filter(this::current).ifPresent(page::hear);
            return;
        }
        page.onTheirWay.remove(loaded.model());
        page.orders.stream()
                .filter(order -> order.loading && order.model.equals(loaded.model()))
                .forEach(order -> {
                    order.applyTo(page.reported);
                    order.loading = false;
                });
    }

    /** The scheduler must believe the same. */
    void compare(Snapshot snapshot) {
        check(snapshot.gpus().size() == pages.size(), "known are " + pages.keySet() + ", not " + snapshot.gpus());
        for (GpuSnapshot gpu : snapshot.gpus()) {
            Page page = page(gpu.gpu());
            long flights =
                    page.orders.stream().filter(order -> order.id != null).count();
            check(
                    gpu.models().equals(List.copyOf(page.models().keySet())),
                    "on " + page.id + " are " + page.models() + ", not " + gpu.models());
            check(gpu.usedBytes() == page.usedBytes(), page.id + " uses " + page.usedBytes() + ", not " + gpu);
            check(gpu.inFlight() == flights, "at " + page.id + " are " + flights + ", not " + gpu);
            check(
                    gpu.occupancy() == flights + page.foreign.size(),
                    "others at " + page.id + " are " + page.foreign + ", not " + gpu);
        }
    }

    static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
