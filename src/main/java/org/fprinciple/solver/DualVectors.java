package org.fprinciple.solver;

import org.fprinciple.backend.Backend;
import org.fprinciple.backend.Vec;

/**
 * What conjugate gradients on the dual do beside products with kernel and preconditioner, on vectors of a backend: only
 * numbers, p or fewer at a time, come to the host. All vectors are over the distinct inputs, in the order of the samples;
 * one over the rest of a {@link NullSpace} is 0 at its anchors.
 */
final class DualVectors {
    private final int[] anchors;
    /** The columns of P P_anchors^{−1}: L at the rest, the unit matrix at the anchors. */
    private final Vec[] l;
    /** An orthonormal basis of D^{1/2} P. */
    private final Vec[] free;

    private final Vec root;
    private final Vec inverseRoot;
    private final Vec nugget;
    private final Vec target;
    private final Vec work;
    private final double scale;

    DualVectors(SaddleSystem system, NullSpace space) {
        Backend backend = system.backend();
        double[] roots = system.free().rootMultiplicity();
        int n = roots.length;
        this.anchors = space.anchors();
        this.l = new Vec[anchors.length];
        for (int a = 0; a < l.length; a++) {
            double[] column = new double[n];
            column[anchors[a]] = 1;
            for (int k = 0; k < space.rest().length; k++) {
                column[space.rest()[k]] = space.l().get(k, a);
            }
            l[a] = vector(backend, column);
        }
        double[][] basis = system.free().basis();
        this.free = new Vec[basis.length];
        for (int a = 0; a < basis.length; a++) {
            free[a] = vector(backend, basis[a]);
        }
        double[] inverse = new double[n];
        double[] ridge = new double[n];
        for (int i = 0; i < n; i++) {
            inverse[i] = 1 / roots[i];
            ridge[i] = system.epsilon() * inverse[i] * inverse[i];
        }
        this.root = vector(backend, roots);
        this.inverseRoot = vector(backend, inverse);
        this.nugget = vector(backend, ridge);
        this.target = vector(backend, system.target());
        this.work = root.like();
        this.scale = system.scale();
    }

    /** The vectors of n entries that this holds for p free functions. */
    static int count(int p) {
        return 2 * p + 5;
    }

    static Vec vector(Backend backend, double[] values) {
        Vec v = backend.vector(values.length);
        v.set(values);
        return v;
    }

    /** A new vector, all 0. */
    Vec zeros() {
        return root.like();
    }

    /** v ← Z v, for v over the rest. */
    void expand(Vec v) {
        double[] at = new double[anchors.length];
        for (int a = 0; a < at.length; a++) {
            at[a] = -l[a].dot(v);
        }
        for (int a = 0; a < at.length; a++) {
            v.slice(anchors[a], 1).set(new double[] {at[a]});
        }
    }

    /** g ← Zᵀ g, over the rest. */
    void reduce(Vec g) {
        double[] c = new double[anchors.length + 1];
        Vec[] terms = new Vec[c.length];
        for (int a = 0; a < anchors.length; a++) {
            c[a] = -g.slice(anchors[a], 1).toArray()[0];
            terms[a] = l[a];
        }
        c[anchors.length] = 1;
        terms[anchors.length] = g;
        g.combine(c, terms);
        // Not left to rounding.
        for (int anchor : anchors) {
            g.slice(anchor, 1).set(new double[1]);
        }
    }

    /** ε αᵀ D^{−1} α. */
    double ridge(Vec alpha) {
        work.multiply(nugget, alpha);
        return work.dot(alpha);
    }

    /**
     * r ← y − h_ini − (K + εD^{−1})α − Pβ, β fitted.
     *
     * @param image Kα
     * @return ‖r‖ / ‖y − h_ini‖ over all samples
     */
    double residual(Vec alpha, Vec image, Vec r) {
        work.multiply(nugget, alpha);
        r.combine(new double[] {1, -1, -1}, target, image, work);
        r.multiply(r, root);
        r.orthogonalise(free, free.length);
        double norm = r.norm();
        r.multiply(r, inverseRoot);
        return scale == 0 ? 0 : norm / scale;
    }
}
