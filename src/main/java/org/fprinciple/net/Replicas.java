package org.fprinciple.net;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;

/**
 * The same work on several nets that differ in what was drawn: side by side, on as many lanes as the backend has, and memory.
 *
 * @param count how many nets
 * @param bytes that one net takes while it is worked on
 * @param kept bytes of these that its result keeps
 * @param progress hears of all, {@link #work} units together; the phase is the caller's to name
 */
public record Replicas(int count, double bytes, double kept, Progress progress) {
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
        double affordable = (whole.available() - count * kept) / (bytes - kept);
        List<Backend> lanes = whole.lanes((int) Math.max(1, Math.min(count, affordable)));
        List<CompletableFuture<T>> results =
                Stream.generate(CompletableFuture<T>::new).limit(count).toList();
        AtomicInteger next = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(lanes.size());
        try {
            for (Backend lane : lanes) {
                pool.execute(() -> {
                    for (int k = next.getAndIncrement(); k < count; k = next.getAndIncrement()) {
                        work(task, k, lane, results.get(k));
                        if (results.get(k).isCompletedExceptionally()) {
                            // Those before it have begun: its failure is the first that is waited for, or one of
                            // theirs.
                            next.set(count);
                        }
                    }
                    if (lane != whole) {
                        lane.close();
                    }
                });
            }
            List<T> inOrder = new ArrayList<>();
            for (CompletableFuture<T> result : results) {
                inOrder.add(result.get());
            }
            return inOrder;
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

    private <T> void work(Task<T> task, int replica, Backend lane, CompletableFuture<T> result) {
        Share share = new Share(progress);
        try {
            result.complete(task.run(replica, lane, share));
        } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
        } finally {
            share.complete();
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
