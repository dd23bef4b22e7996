package org.fprinciple.bound;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.decomposition.QRPDecomposition_F64;
import org.ejml.interfaces.linsol.LinearSolverDense;
import org.fprinciple.operator.BoxKernel;
import org.fprinciple.operator.FreeFunctions;
import org.fprinciple.operator.Kernel;
import org.jspecify.annotations.Nullable;

/**
 * Bounds of the mean error E|f − h_n| over the sampling distribution, in terms of Q = ‖f − h_ini‖_γ: they hold with
 * probability 1 − δ over i.i.d. noise-free samples (theory-notes/bounds.md §4, §5). They need a kernel that is bounded where
 * it is positive definite: a box, or a kernel without free functions.
 *
 * @param gammaNorm ‖γ‖, (Σ_k γ_k²)^{1/2} over the penalised modes to infinity; NaN where there is no box
 * @param meanKernel E K(x, x)
 * @param largestKernel sup K(x, x)
 * @param lebesgue what affine free functions may grow to between the samples that fix them best; 1 for constants
 * @param published the bound of arXiv:1905.10264; null for operators that it does not speak of
 * @param tighter the bound proved here
 * @param sup a bound of sup|f − h_n|, certain
 * @param squared a bound of E(f − h_n)², with the same probability as {@code tighter}
 */
public record RiskBounds(
        double gammaNorm,
        double meanKernel,
        double largestKernel,
        double lebesgue,
        @Nullable Double published,
        double tighter,
        double sup,
        double squared) {

    /**
     * What the bounds are of, beside Q.
     *
     * @param kernel of training
     * @param region where samples are drawn
     * @param inputs the samples' inputs, duplicates counted (n, d)
     * @param misses |h_n(x_i) − y_i| (n)
     * @param delta δ
     */
    public record Setting(Kernel kernel, Region region, DMatrixRMaj inputs, double[] misses, double delta) {}

    /** Whether such bounds exist for a kernel. */
    public static boolean exist(Kernel kernel) {
        return kernel instanceof BoxKernel || kernel.freeFunctions() == FreeFunctions.NONE;
    }

    /**
     * The bounds.
     *
     * @param q Q
     * @param largest sup|f − h_ini|, for the published bound with a free constant
     */
    public static RiskBounds of(Setting setting, double q, double largest) {
        Kernel kernel = setting.kernel;
        Region region = setting.region;
        FreeFunctions free = kernel.freeFunctions();
        int d = region.dimension();
        double gamma = Double.NaN;
        double mean;
        double top = 0;
        for (double v : kernel.diagonal(region.corners())) {
            top = Math.max(top, v);
        }
        if (kernel instanceof BoxKernel box) {
            gamma = Math.sqrt(
                    box.diagonal(new DMatrixRMaj(1, d))[0] + box.truncation().kernelTail(0));
            top += box.truncation().kernelTail(region.largestSquare());
            DMatrixRMaj typical = new DMatrixRMaj(1, d);
            typical.data[0] = Math.sqrt(region.meanSquare());
            mean = box.diagonal(typical)[0] + box.truncation().kernelTail(region.meanSquare());
        } else {
            mean = average(kernel.diagonal(d == 1 ? region.midpoints(1000) : region.random(4000, 0)));
        }
        double root = Math.sqrt(top);
        double lebesgue = 1;
        double range = q * root;
        double complexity = q * Math.sqrt(mean);
        double delta = setting.delta;
        if (free == FreeFunctions.CONSTANT) {
            range += q * root;
            complexity += q * root;
        } else if (free == FreeFunctions.AFFINE) {
            Anchors anchors = Anchors.of(setting.inputs, region);
            lebesgue = anchors.lebesgue;
            double missed = 0;
            for (int row : anchors.rows) {
                missed = Math.max(missed, setting.misses[row]);
            }
            // The samples tell the size of affine functions: a bound for each of 2, 4, 8, … that shares δ.
            double size = lebesgue * (1 + (q * root > 0 ? missed / (q * root) : 0));
            double power = Math.max(2, Math.pow(2, Math.ceil(Math.log(size) / Math.log(2))));
            double affine = power * q * root;
            range += affine;
            complexity += affine * Math.min(Math.sqrt(d + 1.0), Math.sqrt(2 * Math.log(2 * (d + 1.0))));
            delta /= power;
        }
        double miss = average(setting.misses);
        double rate = 1 / Math.sqrt(setting.misses.length);
        double tighter = rate * (2 * complexity + range * Math.sqrt(Math.log(1 / delta) / 2)) + miss;
        Double published = null;
        if (kernel instanceof BoxKernel box && !box.isExact()) {
            double front = free == FreeFunctions.CONSTANT ? largest + 2 * q * gamma : q * gamma;
            published = rate * front * (2 + 4 * Math.sqrt(2 * Math.log(4 / setting.delta))) + miss;
        }
        return new RiskBounds(gamma, mean, top, lebesgue, published, tighter, range, range * tighter);
    }

    private static double average(double[] values) {
        double sum = 0;
        for (double v : values) {
            sum += v;
        }
        return sum / values.length;
    }

    /**
     * d + 1 samples that fix affine functions, chosen one after the other, each adding most to the volume.
     *
     * @param rows which (d + 1)
     * @param lebesgue the largest Σ_j |ℓ_j(x)| over the region, ℓ_j the affine functions that are 1 at one of them and 0 at the
     *     others
     */
    record Anchors(int[] rows, double lebesgue) {
        static Anchors of(DMatrixRMaj inputs, Region region) {
            int d = region.dimension();
            int p = d + 1;
            QRPDecomposition_F64<DMatrixRMaj> qr = DecompositionFactory_DDRM.qrp(p, inputs.numRows);
            if (!qr.decompose(columns(inputs, region))) {
                throw new IllegalStateException("The QR decomposition of " + inputs.numRows + " points failed.");
            }
            DMatrixRMaj all = columns(inputs, region);
            int[] rows = java.util.Arrays.copyOf(qr.getColPivots(), p);
            DMatrixRMaj anchors = new DMatrixRMaj(p, p);
            for (int j = 0; j < p; j++) {
                for (int c = 0; c < p; c++) {
                    anchors.set(c, j, all.get(c, rows[j]));
                }
            }
            LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.lu(p);
            DMatrixRMaj corners = columns(region.corners(), region);
            if (!solver.setA(anchors)) {
                return new Anchors(rows, Double.POSITIVE_INFINITY);
            }
            DMatrixRMaj values = new DMatrixRMaj(p, corners.numCols);
            solver.solve(corners, values);
            double largest = 0;
            for (int i = 0; i < corners.numCols; i++) {
                double sum = 0;
                for (int j = 0; j < p; j++) {
                    sum += Math.abs(values.get(j, i));
                }
                largest = Math.max(largest, sum);
            }
            return new Anchors(rows, largest);
        }
    }

    /** (1, z) as columns (d + 1, n), the region mapped to [−1, 1]^d. */
    private static DMatrixRMaj columns(DMatrixRMaj x, Region region) {
        int d = region.dimension();
        DMatrixRMaj columns = new DMatrixRMaj(d + 1, x.numRows);
        for (int i = 0; i < x.numRows; i++) {
            columns.set(0, i, 1);
            for (int c = 0; c < d; c++) {
                double middle = (region.lower()[c] + region.upper()[c]) / 2;
                columns.set(c + 1, i, 2 * (x.get(i, c) - middle) / (region.upper()[c] - region.lower()[c]));
            }
        }
        return columns;
    }
}
