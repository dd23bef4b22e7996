package org.fprinciple.solver;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.backend.Vec;
import org.fprinciple.operator.SpectralOperator;

/** Which part of û_ρ on the axes of a box's spectrum is kept for half-lives. */
final class SpectralLines {
    /** As many frequencies an axis are watched at most. */
    private static final int MOST_FREQUENCIES = 512;
    /** More, for telling û_ρ between the modes. */
    private static final int SPARE = 400;

    private final SpectralOperator operator;
    private final int length;

    SpectralLines(SpectralOperator operator) {
        this.operator = operator;
        double longest = 0;
        for (int a = 0; a < axes(); a++) {
            double span = operator.bounds().get(1, a) - operator.bounds().get(0, a);
            longest = Math.max(longest, span > 0 ? operator.kernel().grid().side() / span : 1);
        }
        double wanted = MOST_FREQUENCIES * longest + SPARE;
        this.length = (int) Math.min(operator.spectrum().cutoff() + 1.0, wanted);
    }

    int axes() {
        return operator.spectrum().dimension();
    }

    /** For each axis rows of real and imaginary parts for κ = 0 …, all 0. */
    DMatrixRMaj[] matrices(int functions) {
        DMatrixRMaj[] matrices = new DMatrixRMaj[axes()];
        Arrays.setAll(matrices, a -> new DMatrixRMaj(2 * length, functions));
        return matrices;
    }

    /** Adds {@code factor} times û_ρ from b − G z to one column for each axis. */
    void add(double factor, Vec defect, DMatrixRMaj[] matrices, int column) {
        for (int a = 0; a < matrices.length; a++) {
            double[] line = operator.residualLine(defect, a, length);
            for (int k = 0; k < line.length; k++) {
                matrices[a].data[k * matrices[a].numCols + column] += factor * line[k];
            }
        }
    }
}
