package org.fprinciple.backend.cpu;

import org.fprinciple.backend.SparseFactor;
import org.fprinciple.backend.Vec;

/** {@link SparseFactor} column by column, each of which is read once. */
final class CpuSparseFactor implements SparseFactor {
    private final int n;
    private final int[][] rows;
    private final double[][] values;

    CpuSparseFactor(int n, int[][] rows, double[][] values) {
        this.n = n;
        this.rows = rows;
        this.values = values;
    }

    @Override
    public void apply(Vec r, Vec z) {
        double[] from = CpuVec.of(r, n).toArray();
        double[] sums = new double[n];
        for (int i = 0; i < rows.length; i++) {
            double sum = 0;
            for (int k = 0; k < rows[i].length; k++) {
                sum += values[i][k] * from[rows[i][k]];
            }
            for (int k = 0; k < rows[i].length; k++) {
                sums[rows[i][k]] += sum * values[i][k];
            }
        }
        CpuVec.of(z, n).set(sums);
    }
}
