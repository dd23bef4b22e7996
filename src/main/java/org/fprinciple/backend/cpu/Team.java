package org.fprinciple.backend.cpu;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Threads that wait for the next parallel loop by spinning, for a while: a training step of a small net takes less time
 * than waking a sleeping thread. One loop at a time.
 */
final class Team {
    /** About a tenth of a millisecond (20,000 took one on Zen 4); then a waiting thread lets others have its core. */
    private static final int SPINS = 2_000;
    /** Then it sleeps. */
    private static final int YIELDS = 2_000;
    /** A cache line and the one that is fetched with it, in counters. */
    static final int LINE = 32;

    private final Thread[] helpers;
    /** The next task of each thread's own share, a cache line apart from each other. */
    private final AtomicIntegerArray next;

    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicInteger asleep = new AtomicInteger();
    private volatile int round;
    private int count;
    private IntConsumer task = i -> {};
    private volatile @Nullable Throwable failure;

    /** @param threads the caller's included */
    Team(int threads) {
        helpers = new Thread[threads - 1];
        next = new AtomicIntegerArray((threads + 1) * LINE);
        for (int h = 0; h < helpers.length; h++) {
            int member = h + 1;
            helpers[h] = new Thread(() -> help(member), "lfp-team-" + h);
            helpers[h].setDaemon(true);
            helpers[h].start();
        }
    }

    /** Runs {@code work} for 0 … tasks−1 in any order, on any of the threads; returns when all are done. */
    synchronized void run(int tasks, IntConsumer work) {
        if (helpers.length == 0 || tasks <= 1) {
            for (int i = 0; i < tasks; i++) {
                work.accept(i);
            }
            return;
        }
        count = tasks;
        task = work;
        if (failure != null) {
            failure = null;
        }
        // In order before the round, which alone waits until others can see them.
        for (int member = 0; member <= helpers.length; member++) {
            next.setRelease((member + 1) * LINE, first(member));
        }
        busy.setRelease(helpers.length);
        round++;
        if (asleep.get() > 0) {
            for (Thread helper : helpers) {
                LockSupport.unpark(helper);
            }
        }
        take(0);
        for (int spins = 0; busy.get() > 0; spins++) {
            pause(spins);
        }
        Throwable thrown = failure;
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
    }

    /** The first task of a thread's share. */
    private int first(int member) {
        return (int) ((long) count * member / (helpers.length + 1));
    }

    @SuppressWarnings("ThreadPriorityCheck") // Yielding is for machines with fewer idle cores than threads.
    private static void pause(int spins) {
        if (spins < SPINS) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    /** A thread's own share, the same in every round: what it works on stays in its core's caches. Then what others have left. */
    private void take(int member) {
        try {
            for (int k = 0; k <= helpers.length; k++) {
                int whose = (member + k) % (helpers.length + 1);
                int end = first(whose + 1);
                int place = (whose + 1) * LINE;
                for (int i = next.getAndIncrement(place); i < end && failure == null; i = next.getAndIncrement(place)) {
                    task.accept(i);
                }
            }
        } catch (RuntimeException | Error e) {
            failure = e;
        }
    }

    private void help(int member) {
        int seen = 0;
        while (true) {
            for (int spins = 0; round == seen; spins++) {
                if (spins < SPINS + YIELDS) {
                    pause(spins);
                } else {
                    asleep.incrementAndGet();
                    if (round == seen) {
                        LockSupport.park(this);
                    }
                    asleep.decrementAndGet();
                }
            }
            seen++;
            take(member);
            busy.decrementAndGet();
        }
    }
}
