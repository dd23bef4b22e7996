package org.fprinciple.backend.cpu;

import org.ejml.data.DMatrixRMaj;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.Columns;
import org.fprinciple.backend.KernelProduct;
import org.fprinciple.backend.PairKernel;
import org.fprinciple.backend.Vec;

/**
 * {@link KernelProduct} by the kernel's rows: the targets in tiles, and for each tile one source after the other. The inner
 * loops run over targets, without reductions, and every sum is taken in the order of the sources.
 */
final class CpuKernelProduct implements KernelProduct {
    /** The coordinates of one tile of targets should stay in a core's second cache. */
    private static final int TILE_NUMBERS = 1 << 15;

    private static final int LARGEST_TILE = 512;
    /** So many tiles keep all threads busy to the end. */
    private static final int LEAST_TILES = 64;

    private final Backend backend;
    private final PairKernel kernel;
    private final Columns targets;
    private final DMatrixRMaj sources;

    CpuKernelProduct(Backend backend, PairKernel kernel, DMatrixRMaj x, DMatrixRMaj z) {
        this.backend = backend;
        this.kernel = kernel;
        this.targets = new Columns(x);
        this.sources = z;
    }

    @Override
    public void multiply(Vec[] v, Vec[] out, Progress progress) {
        int p = targets.size();
        int d = kernel.dimension();
        CpuVec[] from = vectors(v, sources.numRows);
        CpuVec[] to = vectors(out, p);
        int tile = Math.max(1, Math.min(p / LEAST_TILES, Math.max(32, Math.min(LARGEST_TILE, TILE_NUMBERS / d))));
        backend.forEach((p + tile - 1) / tile, part -> {
            int first = part * tile;
            int count = Math.min(tile, p - first);
            double[] row = new double[count];
            double[][] sums = new double[from.length][count];
            double[] point = new double[d];
            for (int j = 0; j < sources.numRows; j++) {
                System.arraycopy(sources.data, j * d, point, 0, d);
                kernel.row(point, targets, first, count, row);
                for (int t = 0; t < sums.length; t++) {
                    addMultiple(from[t].data()[from[t].offset() + j], row, sums[t]);
                }
            }
            for (int t = 0; t < sums.length; t++) {
                System.arraycopy(sums[t], 0, to[t].data(), to[t].offset() + first, count);
            }
            progress.advance(count);
        });
    }

    private static CpuVec[] vectors(Vec[] some, int length) {
        CpuVec[] own = new CpuVec[some.length];
        for (int t = 0; t < own.length; t++) {
            own[t] = CpuVec.of(some[t], length);
        }
        return own;
    }

    private static void addMultiple(double c, double[] row, double[] sum) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += c * row[i];
        }
    }
}
