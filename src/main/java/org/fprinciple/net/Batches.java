package org.fprinciple.net;

/**
 * Which samples make up each step's batch: every epoch goes through all of them in an order of its own, fixed by seed, replica and
 * epoch.
 */
final class Batches {
    private static final int PURPOSE = 0x736764;

    private final int samples;
    private final int size;
    private final long seed;
    private final int replica;
    private final int[] order;
    private long epoch = -1;

    Batches(int samples, int size, long seed, int replica) {
        this.samples = samples;
        this.size = size;
        this.seed = seed;
        this.replica = replica;
        order = new int[samples];
    }

    /** The samples of a step, counting from 0; the last batch of an epoch may be smaller. */
    int[] of(long step) {
        int perEpoch = (samples + size - 1) / size;
        if (step / perEpoch != epoch) {
            epoch = step / perEpoch;
            shuffle();
        }
        int from = (int) (step % perEpoch) * size;
        int[] batch = new int[Math.min(size, samples - from)];
        System.arraycopy(order, from, batch, 0, batch.length);
        return batch;
    }

    /** Fisher and Yates. */
    private void shuffle() {
        int[] counter = new int[4];
        for (int i = 0; i < samples; i++) {
            order[i] = i;
        }
        for (int i = samples - 1; i > 0; i--) {
            counter[0] = i;
            counter[1] = (int) epoch;
            counter[2] = replica;
            counter[3] = PURPOSE;
            Philox.words(counter, seed);
            int other = (int) (Philox.uniform(counter[0], counter[1]) * (i + 1));
            int kept = order[i];
            order[i] = order[other];
            order[other] = kept;
        }
    }
}
