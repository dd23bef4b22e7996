package org.fprinciple.net;

/**
 * Philox4x32-10, a counter-based generator: 128 random bits are a function of a 128-bit counter and a 64-bit key (Salmon,
 * Moraes, Dror and Shaw, SC '11, 2011), so that each number can be had by itself on any device and thread. Its bits are those of
 * the authors' Random123, by their known answers.
 */
final class Philox {
    /** Recorded with every net. */
    static final String NAME = "Philox4x32-10, counter (neuron, parameter, replica, purpose), key seed";

    private static final long MULTIPLIER_0 = 0xD2511F53L;
    private static final long MULTIPLIER_1 = 0xCD9E8D57L;
    private static final int WEYL_0 = 0x9E3779B9;
    private static final int WEYL_1 = 0xBB67AE85;
    private static final int ROUNDS = 10;
    private static final double UNIT = 0x1p-52;

    private Philox() {}

    /** The four words of a counter, overwritten by their random words. */
    static void words(int[] counter, long key) {
        int k0 = (int) key;
        int k1 = (int) (key >>> 32);
        for (int round = 0; round < ROUNDS; round++) {
            long p0 = MULTIPLIER_0 * (counter[0] & 0xFFFFFFFFL);
            long p1 = MULTIPLIER_1 * (counter[2] & 0xFFFFFFFFL);
            int c0 = (int) (p1 >>> 32) ^ counter[1] ^ k0;
            int c2 = (int) (p0 >>> 32) ^ counter[3] ^ k1;
            counter[0] = c0;
            counter[1] = (int) p1;
            counter[2] = c2;
            counter[3] = (int) p0;
            k0 += WEYL_0;
            k1 += WEYL_1;
        }
    }

    /** A number in (0, 1) from two words: the middle of one of 2^52 cells, which float64 holds exactly. */
    static double uniform(int high, int low) {
        long bits = ((high & 0xFFFFFFFFL) << 20) | ((low & 0xFFFFFFFFL) >>> 12);
        return (bits + 0.5) * UNIT;
    }
}
