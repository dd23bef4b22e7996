package org.fprinciple.backend;

import java.util.Arrays;
import java.util.List;

/**
 * A real vector that lives on a backend: what iterative solvers and integrators are written over, so that one text serves
 * every device. All vectors of one operation are of one length and one backend. Sums are taken in a fixed order: the
 * same bits for every number of threads. Not safe for use by several threads at once.
 */
public interface Vec {
    /** The number of entries. */
    int length();

    /** A new vector of this length on this backend, all 0. */
    Vec like();

    /** So many of them; a device gives them in one piece of memory, which is less work. */
    default Vec[] like(int count) {
        Vec[] all = new Vec[count];
        Arrays.setAll(all, i -> like());
        return all;
    }

    /** Copies the entries in from an array of {@link #length()}. */
    void set(double[] values);

    /** A copy of the entries. */
    double[] toArray();

    /** The entries {@code from}, …, from + width − 1, and those at every step behind them: (count, width) row by row. */
    default double[] strided(int from, int step, int width, int count) {
        double[] all = toArray();
        double[] some = new double[width * count];
        for (int i = 0; i < some.length; i++) {
            some[i] = all[from + i / width * step + i % width];
        }
        return some;
    }

    /**
     * this ← Σ_i c_i v_i, entry by entry, in one pass; this may be one of the v_i.
     *
     * @param coefficients c
     * @param terms v, as many
     */
    void combine(double[] coefficients, Vec... terms);

    /**
     * A combination to be made.
     *
     * @param coefficients c
     * @param terms v, as many
     */
    record Combination(Vec to, double[] coefficients, Vec... terms) {}

    /** Combinations like this vector's one after the other, each seeing what those before it have written: the same bits in one pass. */
    default void combineInTurn(List<Combination> all) {
        all.forEach(each -> each.to.combine(each.coefficients, each.terms));
    }

    /** this ← this + c v. */
    default void add(double c, Vec v) {
        combine(new double[] {1, c}, this, v);
    }

    /** this ← v. */
    default void copy(Vec v) {
        combine(new double[] {1}, v);
    }

    /** this ← c this. */
    default void scale(double c) {
        combine(new double[] {c}, this);
    }

    /** this ← u ∘ v, entry by entry; this may be u or v. */
    void multiply(Vec u, Vec v);

    /** this ← this + u ∘ v, entry by entry. */
    void multiplyAdd(Vec u, Vec v);

    /** The entries from {@code from} on as a vector of their own in the same memory. */
    Vec slice(int from, int length);

    /** Σ u_i v_i. */
    double dot(Vec v);

    /** Σ |u_i v_i|. */
    double absoluteDot(Vec v);

    /** √(Σ u_i²). */
    default double norm() {
        return Math.sqrt(dot(this));
    }

    /**
     * this ← this − Σ_j (v_j · this) v_j, all overlaps taken first: one step of classical Gram–Schmidt against
     * orthonormal vectors.
     *
     * @return the overlaps v_j · this
     */
    double[] orthogonalise(Vec[] basis, int count);
}
