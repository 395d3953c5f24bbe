package dev.hearth.worker.emulation;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A node's link between host memory and its GPUs: of k transfers under way each has a k-th of the pace. Thread-safe. */
final class EmulatedLink {

    private static final double HALF_A_BYTE = 0.5;

    private final double bytesPerNano;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition shared = lock.newCondition();
    private int transfers;

    /** Bytes that a transfer there from the beginning would have moved by {@link #sinceNanos}. */
    private double movedBytes;

    private long sinceNanos = System.nanoTime();

    /** @param bytesPerSecond of real time */
    EmulatedLink(double bytesPerSecond) {
        this.bytesPerNano = bytesPerSecond / 1e9;
    }

    /** Blocks until so many bytes have gone over. */
    void transfer(long bytes) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            catchUp();
            transfers++;
            shared.signalAll();
            try {
                await(movedBytes + bytes);
            } finally {
                catchUp();
                transfers--;
                shared.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void await(double endBytes) throws InterruptedException {
        while (endBytes - movedBytes > HALF_A_BYTE) {
            double nanos = (endBytes - movedBytes) * transfers / bytesPerNano;
            long _ = shared.awaitNanos((long) Math.ceil(nanos));
            catchUp();
        }
    }

    private void catchUp() {
        long nowNanos = System.nanoTime();
        if (transfers > 0) {
            movedBytes += (nowNanos - sinceNanos) * bytesPerNano / transfers;
        }
        sinceNanos = nowNanos;
    }
}
