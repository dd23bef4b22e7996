package org.fprinciple.backend.cpu;

import java.util.Arrays;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.FftPlan;
import org.fprinciple.backend.HalfSpectrum;
import org.fprinciple.backend.Vec;
import org.jtransforms.fft.DoubleFFT_1D;
import org.jtransforms.utils.CommonUtils;

/**
 * {@link FftPlan} by JTransforms' one-dimensional transforms, axis by axis within the grid itself. The first d − 1 axes are
 * transformed for the c + 1 columns k_d ≥ 0 alone, and only those lines of an axis that hold modes; the last axis by real
 * transforms.
 *
 * <p>Grids may have margins: rows of {@code stride} ≥ M numbers, planes of {@code rows} ≥ M rows. A stride that is no
 * power of two keeps the entries of a column from falling into the same few lines of a cache.
 */
final class CpuFft implements FftPlan {
    /** Columns that are gathered and transformed together: two cache lines of a row. */
    private static final int BLOCK = 8;

    static {
        // Threads are this class's own business: JTransforms' would be a second pool.
        CommonUtils.setThreadsBeginN_1D_FFT_2Threads(Long.MAX_VALUE / 4);
        CommonUtils.setThreadsBeginN_1D_FFT_4Threads(Long.MAX_VALUE / 4);
    }

    private final Backend backend;
    private final HalfSpectrum spectrum;
    private final int size;
    private final int rows;
    private final int stride;
    private final DoubleFFT_1D fft;
    /** JTransforms' unscaled real inverse gives half of the sum where M is a power of two, else the sum. */
    private final boolean halved;

    /** @param size M, even and at least 2c + 2 */
    CpuFft(Backend backend, HalfSpectrum spectrum, int size) {
        this(backend, spectrum, size, size, spectrum.dimension() == 1 ? size : size + BLOCK);
    }

    CpuFft(Backend backend, HalfSpectrum spectrum, int size, int rows, int stride) {
        if (size % 2 != 0 || size < 2 * spectrum.cutoff() + 2) {
            throw new IllegalArgumentException("M = " + size + " for c = " + spectrum.cutoff());
        }
        this.backend = backend;
        this.spectrum = spectrum;
        this.size = size;
        this.rows = rows;
        this.stride = stride;
        this.fft = new DoubleFFT_1D(size);
        this.halved = Integer.bitCount(size) == 1;
        length();
    }

    /**
     * A good M of at least {@code least}: among 2^a, 3·2^a and 5·2^a the one of least work. JTransforms' other radices
     * take 1.8 times as long a number as its radix 2 (measured).
     */
    static int goodSize(long least, int dimension) {
        int best = 0;
        double cost = Double.POSITIVE_INFINITY;
        for (int factor : new int[] {1, 3, 5}) {
            long m = 2L * factor;
            while (m < least) {
                m *= 2;
            }
            double work = Math.pow((double) m, dimension) * Math.log((double) m) * (factor == 1 ? 1 : 1.8);
            if (work < cost && m < Integer.MAX_VALUE) {
                cost = work;
                best = (int) m;
            }
        }
        if (best == 0) {
            throw tooLarge(least, dimension);
        }
        return best;
    }

    private static org.fprinciple.InsufficientResourceException tooLarge(long m, int dimension) {
        return new org.fprinciple.InsufficientResourceException("A grid of " + m + " points on each of " + dimension
                + " axes is more than one array can hold: take fewer modes.");
    }

    /** The doubles of a grid, margins included. */
    int length() {
        double length = stride;
        for (int a = 1; a < spectrum.dimension(); a++) {
            length *= rows;
        }
        if (length > Integer.MAX_VALUE - 64) {
            throw tooLarge(size, spectrum.dimension());
        }
        return (int) length;
    }

    @Override
    public HalfSpectrum spectrum() {
        return spectrum;
    }

    @Override
    public int gridSize() {
        return size;
    }

    @Override
    public Vec grid() {
        return backend.vector(length());
    }

    @Override
    public void toGrid(Vec modes, Vec grid) {
        CpuVec m = (CpuVec) modes;
        CpuVec g = (CpuVec) grid;
        toGrid(m.data(), m.offset(), g.data(), g.offset());
    }

    @Override
    public void toModes(Vec grid, Vec modes) {
        CpuVec m = (CpuVec) modes;
        CpuVec g = (CpuVec) grid;
        toModes(g.data(), g.offset(), m.data(), m.offset());
    }

    void toGrid(double[] modes, int from, double[] grid, int to) {
        int c = spectrum.cutoff();
        int plane = rows * stride;
        switch (spectrum.dimension()) {
            case 1 -> System.arraycopy(modes, from, grid, to, 2 * (c + 1));
            case 2 ->
                columns(c + 1, 1, (column, count, unused, line) -> {
                    load(modes, from + 2 * column, 2 * (c + 1), count, line);
                    inverse(line, count);
                    store(line, count, grid, to + 2 * column, stride);
                });
            default -> {
                // Axis 1: the line of (k_2, k_3) goes to row k_2 + c of every plane.
                int width = 2 * c + 1;
                columns(c + 1, width, (column, count, k2, line) -> {
                    load(modes, from + 2 * (k2 * (c + 1) + column), 2 * width * (c + 1), count, line);
                    inverse(line, count);
                    store(line, count, grid, to + k2 * stride + 2 * column, plane);
                });
                columns(c + 1, size, (column, count, g1, line) -> {
                    load(grid, to + g1 * plane + 2 * column, stride, count, line);
                    inverse(line, count);
                    store(line, count, grid, to + g1 * plane + 2 * column, stride);
                });
            }
        }
        rows((place) -> {
            int at = to + place;
            Arrays.fill(grid, at + 2 * (c + 1), at + size, 0);
            // Packed: the place of Im f̂_0, which is 0, holds Re f̂_{M/2}.
            grid[at + 1] = 0;
            for (int i = at; halved && i < at + 2 * (c + 1); i++) {
                grid[i] *= 2;
            }
            fft.realInverse(grid, at, false);
        });
    }

    void toModes(double[] grid, int from, double[] modes, int to) {
        int c = spectrum.cutoff();
        int plane = rows * stride;
        rows((place) -> {
            fft.realForward(grid, from + place);
            grid[from + place + 1] = 0;
        });
        switch (spectrum.dimension()) {
            case 1 -> System.arraycopy(grid, from, modes, to, 2 * (c + 1));
            case 2 ->
                columns(c + 1, 1, (column, count, unused, line) -> {
                    gather(grid, from + 2 * column, stride, count, line);
                    forward(line, count);
                    scatterModes(line, count, modes, to + 2 * column, 2 * (c + 1));
                });
            default -> {
                int width = 2 * c + 1;
                columns(c + 1, size, (column, count, g1, line) -> {
                    gather(grid, from + g1 * plane + 2 * column, stride, count, line);
                    forward(line, count);
                    scatterModes(line, count, grid, from + g1 * plane + 2 * column, stride);
                });
                columns(c + 1, width, (column, count, k2, line) -> {
                    gather(grid, from + k2 * stride + 2 * column, plane, count, line);
                    forward(line, count);
                    scatterModes(line, count, modes, to + 2 * (k2 * (c + 1) + column), 2 * width * (c + 1));
                });
            }
        }
    }

    private interface Columns {
        void run(int column, int count, int outer, double[] line);
    }

    /** Runs blocks of columns, with a work space for each. */
    private void columns(int count, int outer, Columns task) {
        int blocks = (count + BLOCK - 1) / BLOCK;
        // Blocks share an outer index in one task, so that tasks are not too short.
        backend.forEach(blocks * outer, t -> {
            int column = t % blocks * BLOCK;
            double[] line = WORK.get();
            if (line.length < 2 * size * BLOCK) {
                line = new double[2 * size * BLOCK];
                WORK.set(line);
            }
            task.run(column, Math.min(BLOCK, count - column), t / blocks, line);
        });
    }

    /** One block of columns for each thread. */
    private static final ThreadLocal<double[]> WORK = ThreadLocal.withInitial(() -> new double[0]);

    private void rows(java.util.function.IntConsumer task) {
        switch (spectrum.dimension()) {
            case 1 -> task.accept(0);
            case 2 -> backend.forEach(size, g1 -> task.accept(g1 * stride));
            default ->
                backend.forEach(size, g1 -> {
                    for (int g2 = 0; g2 < size; g2++) {
                        task.accept((g1 * rows + g2) * stride);
                    }
                });
        }
    }

    /** Modes −c … c, {@code step} apart, to places 0 … c and M − c … M − 1 of each column; 0 between. */
    private void load(double[] from, int start, int step, int count, double[] line) {
        int c = spectrum.cutoff();
        for (int b = 0; b < count; b++) {
            Arrays.fill(line, 2 * (b * size + c + 1), 2 * (b * size + size - c), 0);
        }
        for (int k = -c; k <= c; k++) {
            int source = start + (k + c) * step;
            int target = 2 * (k < 0 ? k + size : k);
            for (int b = 0; b < count; b++) {
                line[target] = from[source + 2 * b];
                line[target + 1] = from[source + 2 * b + 1];
                target += 2 * size;
            }
        }
    }

    private void gather(double[] from, int start, int step, int count, double[] line) {
        for (int g = 0; g < size; g++) {
            int source = start + g * step;
            int target = 2 * g;
            for (int b = 0; b < count; b++) {
                line[target] = from[source + 2 * b];
                line[target + 1] = from[source + 2 * b + 1];
                target += 2 * size;
            }
        }
    }

    private void store(double[] line, int count, double[] to, int start, int step) {
        for (int g = 0; g < size; g++) {
            int target = start + g * step;
            int source = 2 * g;
            for (int b = 0; b < count; b++) {
                to[target + 2 * b] = line[source];
                to[target + 2 * b + 1] = line[source + 1];
                source += 2 * size;
            }
        }
    }

    private void scatterModes(double[] line, int count, double[] to, int start, int step) {
        int c = spectrum.cutoff();
        for (int k = -c; k <= c; k++) {
            int target = start + (k + c) * step;
            int source = 2 * (k < 0 ? k + size : k);
            for (int b = 0; b < count; b++) {
                to[target + 2 * b] = line[source];
                to[target + 2 * b + 1] = line[source + 1];
                source += 2 * size;
            }
        }
    }

    private void forward(double[] line, int count) {
        for (int b = 0; b < count; b++) {
            fft.complexForward(line, 2 * b * size);
        }
    }

    private void inverse(double[] line, int count) {
        for (int b = 0; b < count; b++) {
            fft.complexInverse(line, 2 * b * size, false);
        }
    }
}
