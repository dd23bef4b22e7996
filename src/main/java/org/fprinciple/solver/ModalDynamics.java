package org.fprinciple.solver;

import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.DenseAlgebra;
import org.fprinciple.backend.Memory;
import org.fprinciple.backend.PairKernel;
import org.fprinciple.operator.Kernel;
import org.fprinciple.operator.PolyharmonicWeight;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.MergedSamples;
import org.fprinciple.problem.PointFunction;
import org.fprinciple.solution.HalfLife;
import org.fprinciple.solution.HalfLives;
import org.fprinciple.solution.KernelTrajectory;
import org.fprinciple.solution.ResidualSpectrum;
import org.fprinciple.solution.SolveStatistics;
import org.fprinciple.solution.SolveStatus;
import org.fprinciple.solution.Stretch;
import org.fprinciple.solution.Trajectory;
import org.jspecify.annotations.Nullable;

/**
 * Every time in closed form from the eigenvectors of Π D^{1/2} K D^{1/2} Π (theory-notes/fp-norm.md §5): with
 * s̃ = D^{1/2}(y − h_ini) and its coordinate c_j along eigenvector j, the residual of mode j is −c_j e^{−λ_j t} and its
 * share of the dual coefficients c_j (1 − e^{−λ_j t})/λ_j. By Krylov's method Ritz pairs take the place of eigenpairs.
 */
final class ModalDynamics {
    private final MergedSamples samples;
    private final FreeSpace free;
    private final DenseAlgebra algebra;
    private final double[] lambda;
    private final DMatrixRMaj modes;
    private final double[] coordinates;

    private ModalDynamics(
            MergedSamples samples,
            FreeSpace free,
            DenseAlgebra algebra,
            double[] lambda,
            DMatrixRMaj modes,
            double[] coordinates) {
        this.samples = samples;
        this.free = free;
        this.algebra = algebra;
        this.lambda = lambda;
        this.modes = modes;
        this.coordinates = coordinates;
    }

    static Trajectory solve(
            Kernel kernel,
            Dataset data,
            MergedSamples samples,
            Backend backend,
            PointFunction start,
            @Nullable Times wanted,
            double tolerance,
            Progress progress,
            RunStore store,
            boolean krylov,
            String why) {
        int n = samples.size();
        FreeSpace free = new FreeSpace(kernel.freeFunctions(), samples);
        DenseAlgebra algebra = backend.dense(n);
        if (!krylov) {
            Memory.require(
                    algebra.eigenBytes(n),
                    String.format(
                            java.util.Locale.ROOT, "The dense matrices of the modal method for n = %,d points", n),
                    "use --method krylov");
        }
        double[] h0 = start.at(samples.inputs());
        double[] target = new double[n];
        double[] s = new double[n];
        for (int i = 0; i < n; i++) {
            target[i] = samples.targets()[i] - h0[i];
            s[i] = free.rootMultiplicity()[i] * target[i];
        }
        free.toReduced(s);

        RitzPairs ritz = krylov
                ? RitzPairs.of(
                        new KernelOperator(kernel, samples, free, backend),
                        free,
                        projected(s, free),
                        wanted,
                        tolerance,
                        backend,
                        progress,
                        store)
                : null;
        DenseAlgebra.Eigen saved = ritz == null ? store.loadEigen() : ritz.eigen();
        DenseAlgebra.Eigen eigen = saved == null ? eigen(kernel, samples, free, backend, progress, store) : saved;
        int m = eigen.values().length;
        double[] lambda = eigen.values();
        if (m > 0) {
            DenseSaddle.requireDefinite(lambda);
        }
        double noise = ritz == null || m == 0 ? eigen.noise() : RitzPairs.NOISE * lambda[m - 1];
        int atRest = 0;
        for (int j = 0; j < m; j++) {
            atRest += lambda[j] > noise ? 0 : 1;
            // What the kernel does not move to working precision, it does not move.
            lambda[j] = lambda[j] > noise ? lambda[j] : 0;
        }
        DMatrixRMaj coordinates = new DMatrixRMaj(m, 1);
        algebra.multiplyAdd(
                eigen.vectors(),
                false,
                DMatrixRMaj.wrap(n - free.rank(), 1, Arrays.copyOfRange(s, free.rank(), n)),
                false,
                coordinates);
        ModalDynamics modal = new ModalDynamics(samples, free, algebra, lambda, eigen.vectors(), coordinates.data);
        // Modes that a box does not have rest for ever; others are only too slow to be told from rounding.
        double drift = atRest > m - Math.min(m, kernel.rank()) ? noise : 0;
        Times times = ritz != null
                ? ritz.times()
                : wanted == null
                        ? modal.overSpectrum(Times.DEFAULT_COUNT, drift > 0 ? tolerance / drift : Double.MAX_VALUE)
                        : wanted;

        progress.phase("every time at the samples", n);
        DMatrixRMaj residuals = modal.atSamples(times, false);
        DMatrixRMaj alpha = modal.atSamples(times, true);
        DMatrixRMaj image = kernel.product(samples.inputs(), samples.inputs(), alpha, backend, progress);
        DMatrixRMaj beta = modal.fitFree(target, image, alpha.numCols);
        // A spline is evaluated from its values at the samples, not from the kernel's sums.
        boolean bySums = kernel.spline() == null;
        double reached = Math.max(
                modal.error(target, residuals, image, beta, bySums, drift * times.last()),
                modal.defect(Arrays.copyOfRange(s, free.rank(), n)));
        if (ritz != null) {
            reached = Math.max(reached, ritz.error());
        }
        SolveStatistics statistics = new SolveStatistics(
                ritz == null ? "modal" : "krylov",
                why,
                ritz == null
                        ? algebra.name()
                        : "Lanczos"
                                + (kernel instanceof PairKernel pair
                                        ? ", kernel products by " + backend.productsBy(pair)
                                        : ""),
                ritz == null ? 0 : m,
                tolerance,
                reached,
                reached <= tolerance ? SolveStatus.CONVERGED : SolveStatus.LATE_TIMES_UNCERTAIN,
                free.dropped());
        PolyharmonicWeight spline = kernel.spline();
        return new KernelTrajectory(
                data,
                samples,
                kernel,
                backend,
                start,
                times.values(),
                residuals,
                alpha,
                beta,
                spline == null ? null : values -> BandedSpline.interpolant(spline, samples.inputs(), values),
                lambda,
                frequencies -> modal.halfLives(frequencies, times, target),
                statistics);
    }

    /** Π s in the samples' order, from Hᵀ s. */
    private static double[] projected(double[] reduced, FreeSpace free) {
        double[] s = reduced.clone();
        Arrays.fill(s, 0, free.rank(), 0);
        free.fromReduced(s);
        return s;
    }

    private static DenseAlgebra.Eigen eigen(
            Kernel kernel, MergedSamples samples, FreeSpace free, Backend backend, Progress progress, RunStore store) {
        progress.phase("kernel matrix", samples.size());
        DMatrixRMaj reduced = free.reduce(Finite.kernel(kernel.matrix(samples.inputs(), backend, progress)));
        if (reduced.numRows == 0) {
            return new DenseAlgebra.Eigen(new double[0], reduced);
        }
        DenseAlgebra algebra = backend.dense(samples.size());
        progress.phase("eigenvectors of " + samples.size() + " points", 0);
        progress.expect(algebra.eigenSeconds(samples.size()));
        long began = System.nanoTime();
        DenseAlgebra.Eigen eigen = algebra.symmetricEigen(reduced);
        store.saveEigen(eigen, (System.nanoTime() - began) / 1e9);
        return eigen;
    }

    /**
     * K times in equal ratios from 0.1/λ_max, when nothing has moved, to 20/λ_min, when all has, or to the last time that
     * can be told.
     */
    private Times overSpectrum(int count, double latest) {
        double largest = lambda.length == 0 ? 1 : lambda[lambda.length - 1];
        double least = largest;
        for (double value : lambda) {
            least = value > 0 ? Math.min(least, value) : least;
        }
        return Times.logSpaced(0.1 / largest, Math.max(1 / largest, Math.min(20 / least, latest)), count);
    }

    /** D^{−1/2} s(t) = h(X) − y, or α(t) = D^{1/2} γ(t), one column a time (n, K). */
    private DMatrixRMaj atSamples(Times times, boolean dual) {
        int m = lambda.length;
        int n = samples.size();
        int count = times.size();
        DMatrixRMaj amplitudes = new DMatrixRMaj(m, count);
        for (int j = 0; j < m; j++) {
            for (int k = 0; k < count; k++) {
                double x = lambda[j] * times.values()[k];
                double value = -Math.exp(-x);
                if (dual) {
                    // K(·, X) v = 0 where K v = 0: such a mode adds nothing to h.
                    value = lambda[j] > 0 ? -Math.expm1(-x) / lambda[j] : 0;
                }
                amplitudes.set(j, k, coordinates[j] * value);
            }
        }
        DMatrixRMaj reduced = new DMatrixRMaj(modes.numCols, count);
        algebra.multiplyAdd(modes, true, amplitudes, false, reduced);
        DMatrixRMaj result = new DMatrixRMaj(n, count);
        double[] column = new double[n];
        for (int k = 0; k < count; k++) {
            Arrays.fill(column, 0, free.rank(), 0);
            for (int i = 0; i < modes.numCols; i++) {
                column[free.rank() + i] = reduced.get(i, k);
            }
            free.fromReduced(column);
            for (int i = 0; i < n; i++) {
                double root = free.rootMultiplicity()[i];
                result.set(i, k, dual ? column[i] * root : column[i] / root);
            }
        }
        return result;
    }

    /** β(t) = Q⁺ D^{1/2} (y − h_ini − K α), one column a time (p, K). */
    private DMatrixRMaj fitFree(double[] target, DMatrixRMaj image, int count) {
        int n = samples.size();
        int d = samples.inputs().numCols;
        double[][] columns = new double[count][];
        for (int k = 0; k < count; k++) {
            double[] rest = new double[n];
            for (int i = 0; i < n; i++) {
                rest[i] = free.rootMultiplicity()[i] * (target[i] - image.get(i, k));
            }
            free.toReduced(rest);
            columns[k] = free.fit(rest, d);
        }
        DMatrixRMaj beta = new DMatrixRMaj(columns[0].length, count);
        for (int k = 0; k < count; k++) {
            for (int c = 0; c < beta.numRows; c++) {
                beta.set(c, k, columns[k][c]);
            }
        }
        return beta;
    }

    /**
     * The relative error of h at the last time: h(X) by the dual coefficients against h(X) by the modes, where h is found by
     * the kernel's sums, and what the modes
     * at rest may have moved, with rates up to {@code drift}/t.
     */
    private double error(
            double[] target, DMatrixRMaj residuals, DMatrixRMaj image, DMatrixRMaj beta, boolean bySums, double drift) {
        int last = residuals.numCols - 1;
        double[] b = new double[beta.numRows];
        for (int c = 0; c < b.length; c++) {
            b[c] = beta.get(c, last);
        }
        double[] smooth = free.evaluate(samples.inputs(), b);
        double difference = 0;
        double size = 0;
        for (int i = 0; i < target.length; i++) {
            double weight = samples.multiplicity()[i];
            double modal = target[i] + residuals.get(i, last);
            double dual = image.get(i, last) + smooth[i];
            difference += bySums ? weight * (modal - dual) * (modal - dual) : 0;
            size += weight * Math.max(modal * modal, target[i] * target[i]);
        }
        for (int j = 0; j < lambda.length; j++) {
            double moved = lambda[j] == 0 ? coordinates[j] * -Math.expm1(-drift) : 0;
            difference += moved * moved;
        }
        return size == 0 ? 0 : Math.sqrt(difference / size);
    }

    /** How far the eigenvectors are from orthonormal, seen on the target: ‖Vᵀ V s̃ − s̃‖ / ‖s̃‖. */
    private double defect(double[] reducedTarget) {
        int m = reducedTarget.length;
        DMatrixRMaj back = new DMatrixRMaj(m, 1);
        algebra.multiplyAdd(modes, true, DMatrixRMaj.wrap(coordinates.length, 1, coordinates), false, back);
        double difference = 0;
        double size = 0;
        for (int i = 0; i < m; i++) {
            difference += (back.data[i] - reducedTarget[i]) * (back.data[i] - reducedTarget[i]);
            size += reducedTarget[i] * reducedTarget[i];
        }
        return size == 0 ? 0 : Math.sqrt(difference / size);
    }

    /** û_ρ of every group of frequencies as a sum over modes, so that its half-life can be told at any time. */
    private HalfLife[] halfLives(ResidualSpectrum spectrum, Times times, double[] target) {
        int m = lambda.length;
        DMatrixRMaj waves = spectrum.waves(samples);
        int rows = waves.numRows;
        DMatrixRMaj reduced = new DMatrixRMaj(rows, modes.numCols);
        double[] row = new double[samples.size()];
        for (int f = 0; f < rows; f++) {
            for (int i = 0; i < row.length; i++) {
                row[i] = waves.get(f, i) / free.rootMultiplicity()[i];
            }
            free.toReduced(row);
            System.arraycopy(row, free.rank(), reduced.data, f * modes.numCols, modes.numCols);
        }
        DMatrixRMaj amplitudes = new DMatrixRMaj(rows, m);
        algebra.multiplyAdd(reduced, false, modes, true, amplitudes);
        for (int f = 0; f < rows; f++) {
            for (int j = 0; j < m; j++) {
                amplitudes.data[f * m + j] *= -coordinates[j];
            }
        }
        // The most that |û_ρ| could be before the free functions are fitted.
        double scale = 0;
        for (int i = 0; i < target.length; i++) {
            scale += samples.multiplicity()[i] * Math.abs(target[i]);
        }
        Stretch whole = new Stretch(0, Double.POSITIVE_INFINITY, new Stretch.Exponentials(lambda), amplitudes);
        return new HalfLives(List.of(whole), spectrum).solve(times.last(), scale);
    }
}
