package org.fprinciple.backend.cpu;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Samples of one input in the order of x, and the places of neurons among them: a neuron that falls, w &lt; 0, is active on
 * the first k samples, which is place k; one that rises is on all but the first k, which is place n + 1 + k. Where w = 0 the
 * sign of the zero decides which, and the kink −b/w, an infinity, does the rest. Samples at the kink are not active; its
 * rounding moves none that w x + b = 0 holds for exactly.
 */
final class SortedSamples {
    /** Cells a sample: one in a hundred kinks falls into a cell with two samples or more. */
    private static final int CELLS = 8;
    /** But so many at least, up to four times as many a sample: they fit into a core's second cache with all else. */
    private static final int FEW_CELLS = 1 << 15;

    private static final int MOST_CELLS = 1 << 23;
    /** Added to −b: 0/0, active nowhere, becomes an infinity of w's sign, and other kinks stay the same numbers. */
    private static final double TINY = 1e-300;

    final int count;
    /** x in its order. */
    final double[] x;
    /** Position → sample. */
    final int[] order;
    /** Sample → position. */
    final int[] rank;

    private final double lowest;
    private final double perCell;
    /** Samples in the cells before; ~ of that where more than one is in the cell. One more than there are cells. */
    private final int[] cells;

    private final int last;

    SortedSamples(double[] inputs, int count) {
        this.count = count;
        order = IntStream.range(0, count)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> inputs[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        x = Arrays.stream(order).mapToDouble(i -> inputs[i] + 0.0).toArray();
        rank = new int[count];
        for (int k = 0; k < count; k++) {
            rank[order[k]] = k;
        }
        lowest = x[0];
        double span = x[count - 1] - lowest;
        long wanted = Math.min(Math.max(FEW_CELLS, (long) CELLS * count), 4L * CELLS * count);
        perCell = span > TINY ? Math.min(wanted, MOST_CELLS) / span : 0;
        last = (int) position(x[count - 1]);
        cells = new int[last + 2];
        int k = 0;
        for (int cell = 0; cell <= last; cell++) {
            int before = k;
            while (k < count && (int) position(x[k]) == cell) {
                k++;
            }
            cells[cell] = k > before + 1 ? ~before : before;
        }
        cells[last + 1] = count;
    }

    /** Never falls with x, in rounded arithmetic too: samples in the cells before a kink's are before the kink. */
    private double position(double at) {
        return (at - lowest) * perCell;
    }

    /**
     * The places of neurons 0 … size − 1 of the block.
     *
     * @param places written from {@code at} on
     */
    void places(LineBlock block, int size, int[] places, int at) {
        // Loops that the compiler vectorises, then the look-ups.
        double[] kinks = block.kinks;
        int[] kinkCells = block.cells;
        for (int j = 0; j < size; j++) {
            kinks[j] = (TINY - block.b[j]) / block.w[j];
        }
        for (int j = 0; j < size; j++) {
            kinkCells[j] = Math.max(0, Math.min(last, (int) position(kinks[j])));
        }
        for (int j = 0; j < size; j++) {
            int rising = 1 + (int) (Double.doubleToRawLongBits(block.w[j]) >> 63);
            int k = cells[kinkCells[j]];
            if (k < 0) {
                k = crowded(kinkCells[j], kinks[j], rising);
            }
            places[at + j] = k + before(x[k] - kinks[j], rising) + rising * (count + 1);
        }
    }

    /** 1 for a sample before the kink, or at it where neurons rise; no branch, as it would be unpredictable. */
    private static int before(double distance, int rising) {
        return (int) ((Double.doubleToRawLongBits(distance) - rising) >>> 63);
    }

    /** In a cell with several samples, by halving: the last one that has none before it but such as are before the kink. */
    private int crowded(int cell, double kink, int rising) {
        int k = ~cells[cell];
        int end = cells[cell + 1] < 0 ? ~cells[cell + 1] : cells[cell + 1];
        while (end - k > 1) {
            int middle = (k + end) >>> 1;
            if (before(x[middle - 1] - kink, rising) == 1) {
                k = middle;
            } else {
                end = middle;
            }
        }
        return k;
    }
}
