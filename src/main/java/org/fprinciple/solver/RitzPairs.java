package org.fprinciple.solver;

import org.ejml.data.DMatrixRMaj;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.DenseAlgebra;
import org.fprinciple.backend.Memory;
import org.fprinciple.backend.Vec;

/**
 * The Ritz pairs of G = Π D^{1/2} K D^{1/2} Π in a Krylov space of s, in place of its eigenpairs (theory-notes/numerics.md §3):
 * r(t) = e^{−tG} s ≈ V_m e^{−tT_m} e_1 ‖s‖ leaves the defect δ(t) v_{m+1}, δ(t) = β_m ‖s‖ e_mᵀ e^{−tT_m} e_1, so that its error is at
 * most ∫_0^t |δ|. No matrix is held; a step is a product with the kernel.
 *
 * @param eigen Ritz values in ascending order (m), and vectors as rows, in the coordinates of {@link FreeSpace#toReduced}
 *     (m, n − p)
 * @param error the most that r may be off at any time until the last, over ‖s‖
 */
record RitzPairs(DenseAlgebra.Eigen eigen, Times times, double error) {
    /** Below this share of the largest, Ritz values are rounding. */
    static final double NOISE = 1e-14;
    /** Times at which δ is looked at. */
    private static final int SCAN = 200;

    private static final int LEAST_BASIS = 30;
    /** Enough for λ_max to three digits. */
    private static final int FIRST_STEPS = 16;
    /** Without progress over so many checks only rounding is left. */
    private static final int PATIENCE = 6;

    /**
     * @param s D^{1/2}(y − h_ini) in the samples' order, in the range of Π (n)
     */
    static RitzPairs of(
            KernelOperator operator,
            FreeSpace free,
            double[] s,
            @org.jspecify.annotations.Nullable Times wanted,
            double tolerance,
            Backend backend,
            Progress progress,
            RunStore store) {
        int n = s.length;
        backend.require(
                8.0 * n * (LEAST_BASIS + free.rank() + 8),
                String.format(java.util.Locale.ROOT, "A Krylov basis for n = %,d points", n),
                "evolve fewer points, or use --backend cpu");
        double most = Math.min(0.6 * backend.available(), 0.3 * Memory.available()) / (8.0 * n);
        progress.phase("Krylov basis", 0);
        Vec start = DualVectors.vector(backend, s);
        RunStore.Basis saved = store.loadBasis();
        Lanczos lanczos =
                saved == null ? new Lanczos(operator::apply, start) : new Lanczos(operator::apply, start, saved);
        Times times = wanted == null ? Times.byLargestRate(largest(lanczos)) : wanted;
        double best = Double.POSITIVE_INFINITY;
        int stale = 0;
        while (!lanczos.invariant() && lanczos.steps() < most) {
            int next = lanczos.steps() + Math.max(8, lanczos.steps() / 10);
            while (lanczos.steps() < next && !lanczos.invariant()) {
                lanczos.step();
                progress.advance(1);
            }
            double error = error(lanczos, times.last());
            if (error <= tolerance / 2) {
                break;
            }
            stale = error < 0.7 * best ? 0 : stale + 1;
            best = Math.min(best, error);
            // Early the error may stand still while the basis is too short to see the slow modes at all.
            if (stale >= PATIENCE && best < 1e-4) {
                break;
            }
            store.saveBasis(lanczos::saved);
        }
        return new RitzPairs(pairs(lanczos, free, n, backend), times, error(lanczos, times.last()));
    }

    private static double largest(Lanczos lanczos) {
        while (lanczos.steps() < FIRST_STEPS && !lanczos.invariant()) {
            lanczos.step();
        }
        if (lanczos.steps() == 0) {
            return 0;
        }
        // Of the first steps alone, so that a run that goes on takes the same times.
        double[] theta = lanczos.tridiagonal(FIRST_STEPS).values();
        return theta[theta.length - 1];
    }

    /** ∫_0^t |δ| / ‖s‖. */
    private static double error(Lanczos lanczos, double time) {
        if (lanczos.invariant()) {
            return 0;
        }
        Tridiagonal t = lanczos.tridiagonal();
        int m = t.values().length;
        double integral = 0;
        double before = 0;
        double last = 0;
        for (int i = SCAN; i >= 0; i--) {
            double now = time * Math.pow(10, -12.0 * i / SCAN);
            double sum = 0;
            for (int j = 0; j < m; j++) {
                sum += t.vectors()[j][0] * t.vectors()[j][m - 1] * Math.exp(-t.values()[j] * now);
            }
            double defect = lanczos.next() * Math.abs(sum);
            integral += (now - before) * Math.max(defect, last);
            before = now;
            last = defect;
        }
        return integral;
    }

    private static DenseAlgebra.Eigen pairs(Lanczos lanczos, FreeSpace free, int n, Backend backend) {
        int m = lanczos.steps();
        int p = free.rank();
        DMatrixRMaj basis = new DMatrixRMaj(m, n - p);
        Vec[] vectors = lanczos.basis();
        for (int i = 0; i < m; i++) {
            double[] v = vectors[i].toArray();
            free.toReduced(v);
            System.arraycopy(v, p, basis.data, i * (n - p), n - p);
        }
        DMatrixRMaj ritz = new DMatrixRMaj(m, n - p);
        double[] values = new double[m];
        if (m > 0) {
            Tridiagonal t = lanczos.tridiagonal();
            values = t.values();
            backend.dense(n).multiplyAdd(new DMatrixRMaj(t.vectors()), false, basis, false, ritz);
        }
        return new DenseAlgebra.Eigen(values, ritz);
    }
}
