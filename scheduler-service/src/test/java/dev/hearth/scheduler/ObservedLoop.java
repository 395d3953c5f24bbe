package dev.hearth.scheduler;

import dev.hearth.scheduler.loop.CommandHandler;
import dev.hearth.scheduling.Command;
import dev.hearth.scheduling.Event;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.springframework.beans.factory.config.BeanPostProcessor;

/** Keeps every event that the core was told, and every command it answered with, in their order. */
final class ObservedLoop implements BeanPostProcessor {

    final List<Event> events = new CopyOnWriteArrayList<>();
    final List<Command> commands = new CopyOnWriteArrayList<>();

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof CommandHandler handler ? observed(handler) : bean;
    }

    <E extends Event> Stream<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast);
    }

    private CommandHandler observed(CommandHandler handler) {
        return (cause, answer) -> {
            events.add(cause);
            commands.addAll(answer);
            handler.handle(cause, answer);
        };
    }
}
