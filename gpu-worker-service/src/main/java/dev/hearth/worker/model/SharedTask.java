package dev.hearth.worker.model;

import dev.hearth.worker.task.Task;

/**
 * A model's task, made once and used by all who have the model: its place in host memory and the devices it is on. What
 * the task holds goes when the last of them has gone. Thread-safe.
 */
final class SharedTask {

    private final Task task;
    private int users;

    SharedTask(Task task) {
        this.task = task;
    }

    Task task() {
        return task;
    }

    /**
     * One more uses it, until the answer is closed.
     *
     * @throws IllegalStateException if the last user has gone already
     */
    synchronized AutoCloseable use() {
        if (users < 0) {
            throw new IllegalStateException("the task is closed");
        }
        users++;
        return this::leave;
    }

    private synchronized void leave() {
        users--;
        if (users == 0) {
            users = -1;
            task.close();
        }
    }
}
