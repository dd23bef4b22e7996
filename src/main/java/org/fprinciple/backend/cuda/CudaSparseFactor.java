package org.fprinciple.backend.cuda;

import jcuda.Pointer;
import org.fprinciple.backend.Precision;
import org.fprinciple.backend.SparseFactor;
import org.fprinciple.backend.Vec;

/** {@link SparseFactor} on a device, which holds Uᵀ and U by rows, so that each sum is one row's; kernels/space.cu. */
final class CudaSparseFactor implements SparseFactor {
    /** Rows of a block. */
    private static final int ROWS = 32;

    private final CudaDevice device;
    private final int n;
    private final Compressed transposed;
    private final Compressed factor;
    private final CudaVec sums;

    CudaSparseFactor(CudaBackend backend, int n, int[][] rows, double[][] values) {
        this.device = backend.device();
        this.n = n;
        this.sums = new CudaVec(backend, Precision.FLOAT64, rows.length);
        int[] starts = new int[rows.length + 1];
        int[] counts = new int[n + 1];
        for (int i = 0; i < rows.length; i++) {
            starts[i + 1] = Math.addExact(starts[i], rows[i].length);
            for (int row : rows[i]) {
                counts[row + 1]++;
            }
        }
        int entries = starts[rows.length];
        int[] indices = new int[entries];
        double[] all = new double[entries];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, indices, starts[i], rows[i].length);
            System.arraycopy(values[i], 0, all, starts[i], rows[i].length);
        }
        this.transposed = new Compressed(starts, indices, all);
        for (int row = 0; row < n; row++) {
            counts[row + 1] += counts[row];
        }
        int[] next = counts.clone();
        for (int i = 0; i < rows.length; i++) {
            for (int k = 0; k < rows[i].length; k++) {
                int place = next[rows[i][k]]++;
                indices[place] = i;
                all[place] = values[i][k];
            }
        }
        this.factor = new Compressed(counts, indices, all);
    }

    @Override
    public void apply(Vec r, Vec z) {
        if (r.length() != n || z.length() != n) {
            throw new IllegalArgumentException(
                    "vectors of " + r.length() + " and " + z.length() + " for " + n + " rows");
        }
        transposed.multiply(CudaVec.of(r), sums);
        factor.multiply(sums, CudaVec.of(z));
    }

    /** A sparse matrix by rows: where each begins, and the columns and values of its entries. */
    private final class Compressed {
        private final int rows;
        private final DeviceMemory starts;
        private final DeviceMemory columns;
        private final DeviceMemory values;

        Compressed(int[] starts, int[] columns, double[] values) {
            this.rows = starts.length - 1;
            this.starts = upload(Pointer.to(starts), 4L * starts.length);
            this.columns = upload(Pointer.to(columns), 4L * columns.length);
            this.values = upload(Pointer.to(values), 8L * values.length);
        }

        private DeviceMemory upload(Pointer from, long bytes) {
            DeviceMemory memory = device.allocate(bytes);
            device.upload(memory, 0, from, bytes);
            return memory;
        }

        void multiply(CudaVec from, CudaVec to) {
            if (rows > 0) {
                device.launch(
                        "sparse_rows",
                        (rows + ROWS - 1) / ROWS,
                        1,
                        CudaDevice.THREADS,
                        to.address(),
                        from.address(),
                        starts.at(0),
                        columns.at(0),
                        values.at(0),
                        rows);
            }
        }
    }
}
