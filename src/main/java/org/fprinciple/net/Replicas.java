package org.fprinciple.net;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;

/**
 * The same work on several nets that differ in what was drawn: side by side, on as many lanes as the backend has.
 *
 * @param count how many nets
 * @param bytes that one net takes
 * @param progress hears of all, {@link #work} units together; the phase is the caller's to name
 */
public record Replicas(int count, double bytes, Progress progress) {
    private static final int UNITS = 1000;

    /** The work on one net. */
    @FunctionalInterface
    public interface Task<T> {
        /**
         * Does it.
         *
         * @param replica from 0
         * @param backend of this lane
         * @param share this net's part of the progress
         */
        T run(int replica, Backend backend, Progress share);
    }

    /** The units of progress of so many nets. */
    public static long work(int count) {
        return (long) UNITS * count;
    }

    /**
     * Runs a task for each net.
     *
     * @param whole the backend whose lanes they run on
     * @return the results in the order of the replicas
     */
    public <T> List<T> run(Backend whole, Task<T> task) {
        BlockingQueue<Backend> lanes = new LinkedBlockingQueue<>(whole.lanes(count, bytes));
        ExecutorService pool = Executors.newFixedThreadPool(lanes.size());
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (int k = 0; k < count; k++) {
                int replica = k;
                futures.add(pool.submit(() -> {
                    Share share = new Share(progress);
                    Backend lane = lanes.take();
                    try {
                        return task.run(replica, lane, share);
                    } finally {
                        lanes.add(lane);
                        share.complete();
                    }
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    /** One net's part of the whole progress: each has its own phases. */
    private static final class Share implements Progress {
        private final Progress whole;
        private long units = UNITS;
        private long done;

        Share(Progress whole) {
            this.whole = whole;
        }

        @Override
        public void phase(String name, long work) {
            units = Math.max(1, work);
        }

        @Override
        public void advance(long work) {
            done += work * UNITS / units;
            whole.advance(work * UNITS / units);
        }

        /** It may have ended before its last step, or not known how far that was. */
        void complete() {
            whole.advance(Math.max(0, UNITS - done));
        }
    }
}
