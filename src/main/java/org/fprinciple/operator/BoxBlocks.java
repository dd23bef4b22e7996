package org.fprinciple.operator;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.backend.PeriodicFunction;

/**
 * Blocks of a {@link BoxKernel}: K(x, x') = f(x − x'), or f(x − x') + x·x' g(x − x') for the exact operator, with f and g
 * interpolated on a grid, at a cost of an entry that does not depend on the modes.
 *
 * @param tables f, or f and g
 * @param error of an entry, relative to the largest K(x, x)
 */
record BoxBlocks(List<PeriodicFunction> tables, double error) implements KernelBlocks {
    @Override
    public DMatrixRMaj of(DMatrixRMaj x, DMatrixRMaj z) {
        int d = x.numCols;
        boolean symmetric = x == z;
        int pairs = symmetric ? x.numRows * (x.numRows + 1) / 2 : x.numRows * z.numRows;
        double[] difference = new double[pairs * d];
        double[] dot = new double[pairs];
        int pair = 0;
        for (int i = 0; i < x.numRows; i++) {
            for (int j = 0; j < (symmetric ? i + 1 : z.numRows); j++) {
                for (int c = 0; c < d; c++) {
                    difference[pair * d + c] = x.data[i * d + c] - z.data[j * d + c];
                    dot[pair] += x.data[i * d + c] * z.data[j * d + c];
                }
                pair++;
            }
        }
        double[] values = new double[pairs];
        tables.get(0).at(difference, pairs, values);
        if (tables.size() > 1) {
            double[] second = new double[pairs];
            tables.get(1).at(difference, pairs, second);
            for (int k = 0; k < pairs; k++) {
                values[k] += dot[k] * second[k];
            }
        }
        if (!symmetric) {
            return DMatrixRMaj.wrap(x.numRows, z.numRows, values);
        }
        DMatrixRMaj block = new DMatrixRMaj(x.numRows, x.numRows);
        pair = 0;
        for (int i = 0; i < x.numRows; i++) {
            for (int j = 0; j <= i; j++) {
                block.set(i, j, values[pair]);
                block.set(j, i, values[pair++]);
            }
        }
        return block;
    }
}
