package org.fprinciple.bench;

import org.jtransforms.utils.CommonUtils;
import org.visnow.jlargearrays.ConcurrencyUtils;

/**
 * JTransforms with threads of its own, as it comes. The CPU backend, which has its own pool, turns those off for the whole
 * JVM; so they are on only for as long as they are timed.
 */
final class JTransformsThreads implements AutoCloseable {
    private final long two = CommonUtils.getThreadsBeginN_1D_FFT_2Threads();
    private final long four = CommonUtils.getThreadsBeginN_1D_FFT_4Threads();

    JTransformsThreads(int threads) {
        ConcurrencyUtils.setNumberOfThreads(threads);
        CommonUtils.resetThreadsBeginN_FFT();
    }

    @Override
    public void close() {
        CommonUtils.setThreadsBeginN_1D_FFT_2Threads(two);
        CommonUtils.setThreadsBeginN_1D_FFT_4Threads(four);
    }
}
