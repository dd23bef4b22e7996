package org.fprinciple.backend.cpu;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Threads that wait for the next parallel loop by spinning, for a while: a training step of a small net takes less time
 * than waking a sleeping thread. One loop at a time.
 */
final class Team {
    /** About a millisecond; then waiting threads sleep. */
    private static final int SPINS = 20_000;

    private final Thread[] helpers;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicInteger asleep = new AtomicInteger();
    private volatile int round;
    private int count;
    private IntConsumer task = i -> {};
    private volatile @Nullable Throwable failure;

    /** @param threads the caller's included */
    Team(int threads) {
        helpers = new Thread[threads - 1];
        for (int h = 0; h < helpers.length; h++) {
            helpers[h] = new Thread(this::help, "lfp-team-" + h);
            helpers[h].setDaemon(true);
            helpers[h].start();
        }
    }

    /** Runs {@code work} for 0 … tasks−1 in any order, on any of the threads; returns when all are done. */
    @SuppressWarnings("ThreadPriorityCheck") // Yielding is for machines with fewer cores than threads.
    synchronized void run(int tasks, IntConsumer work) {
        if (helpers.length == 0 || tasks <= 1) {
            for (int i = 0; i < tasks; i++) {
                work.accept(i);
            }
            return;
        }
        count = tasks;
        task = work;
        failure = null;
        next.set(0);
        busy.set(helpers.length);
        round++;
        if (asleep.get() > 0) {
            for (Thread helper : helpers) {
                LockSupport.unpark(helper);
            }
        }
        take();
        for (int spins = 0; busy.get() > 0; spins++) {
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
        Throwable thrown = failure;
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
    }

    private void take() {
        try {
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                task.accept(i);
            }
        } catch (RuntimeException | Error e) {
            next.set(count);
            failure = e;
        }
    }

    private void help() {
        int seen = 0;
        while (true) {
            for (int spins = 0; round == seen; spins++) {
                if (spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    asleep.incrementAndGet();
                    if (round == seen) {
                        LockSupport.park(this);
                    }
                    asleep.decrementAndGet();
                }
            }
            seen++;
            take();
            busy.decrementAndGet();
        }
    }
}
