package org.fprinciple.solver;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.fprinciple.backend.Vec;

/**
 * Lanczos' process with full reorthogonalisation: G V_m = V_m T_m + β_m v_{m+1} e_mᵀ for a symmetric G, V_m orthonormal
 * with v_1 along the start, T_m tridiagonal.
 */
final class Lanczos {
    private static final int MADE_AT_ONCE = 8;

    private final BiConsumer<Vec, Vec> operator;
    private final List<Vec> basis = new ArrayList<>();
    /** Vectors to come; they are made some at a time. */
    private final ArrayDeque<Vec> spare = new ArrayDeque<>();

    private double[] diagonal = new double[64];
    private double[] beside = new double[64];
    private final double startNorm;
    private double largest;
    private boolean invariant;

    /**
     * @param operator writes G v into its second argument
     * @param start not changed
     */
    Lanczos(BiConsumer<Vec, Vec> operator, Vec start) {
        this.operator = operator;
        this.startNorm = start.norm();
        if (startNorm > 0) {
            Vec first = start.like();
            first.combine(new double[] {1 / startNorm}, start);
            basis.add(first);
        } else {
            invariant = true;
        }
    }

    /** A process that was saved, to go on from where it stood. */
    Lanczos(BiConsumer<Vec, Vec> operator, Vec space, RunStore.Basis saved) {
        this.operator = operator;
        this.startNorm = saved.norms()[0];
        this.largest = saved.norms()[1];
        this.diagonal = java.util.Arrays.copyOf(saved.diagonal(), Math.max(64, saved.diagonal().length));
        this.beside = java.util.Arrays.copyOf(saved.beside(), diagonal.length);
        for (int i = 0; i < saved.size(); i++) {
            Vec v = space.like();
            v.set(saved.vector().apply(i));
            basis.add(v);
        }
    }

    /** All that the next steps depend on; not where the basis is invariant. */
    RunStore.Basis saved() {
        int m = steps();
        return new RunStore.Basis(
                new double[] {startNorm, largest},
                java.util.Arrays.copyOf(diagonal, m),
                java.util.Arrays.copyOf(beside, m),
                basis.size(),
                i -> basis.get(i).toArray());
    }

    /** ‖start‖. */
    double startNorm() {
        return startNorm;
    }

    /** m. */
    int steps() {
        return invariant ? basis.size() : basis.size() - 1;
    }

    /** Whether V_m holds all of G's powers on the start, to rounding: then there is no v_{m+1}. */
    boolean invariant() {
        return invariant;
    }

    /** β_m; 0 where the basis is invariant. */
    double next() {
        return invariant ? 0 : beside[steps() - 1];
    }

    /** The basis v_1 … v_m. */
    Vec[] basis() {
        return basis.subList(0, steps()).toArray(new Vec[0]);
    }

    /** T_m's eigenvalues and eigenvectors. */
    Tridiagonal tridiagonal() {
        return tridiagonal(steps());
    }

    /** The same of the first steps only. */
    Tridiagonal tridiagonal(int first) {
        return Tridiagonal.of(diagonal, beside, Math.min(first, steps()));
    }

    /** One more vector. */
    void step() {
        int m = basis.size();
        if (m > diagonal.length) {
            diagonal = java.util.Arrays.copyOf(diagonal, 2 * m);
            beside = java.util.Arrays.copyOf(beside, 2 * m);
        }
        Vec last = basis.get(m - 1);
        if (spare.isEmpty()) {
            spare.addAll(List.of(last.like(MADE_AT_ONCE)));
        }
        Vec w = spare.remove();
        operator.accept(last, w);
        largest = Math.max(largest, w.norm());
        if (m > 1) {
            w.add(-beside[m - 2], basis.get(m - 2));
        }
        double along = w.dot(last);
        w.add(-along, last);
        double before = w.norm();
        Vec[] v = basis.toArray(new Vec[0]);
        diagonal[m - 1] = along + w.orthogonalise(v, m)[m - 1];
        double length = w.norm();
        // Where much was taken away still, rounding is left along the basis: once more (Kahan, Parlett).
        if (length < 0.7 * before) {
            diagonal[m - 1] += w.orthogonalise(v, m)[m - 1];
            length = w.norm();
        }
        if (length <= 1e-14 * largest || m == w.length()) {
            invariant = true;
            return;
        }
        beside[m - 1] = length;
        w.scale(1 / length);
        basis.add(w);
    }
}
