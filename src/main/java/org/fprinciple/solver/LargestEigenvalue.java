package org.fprinciple.solver;

import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import org.fprinciple.backend.Vec;

/**
 * The largest eigenvalue of a symmetric positive semidefinite operator by {@link Lanczos}, to about 1e−12 relative, from
 * a fixed start.
 */
final class LargestEigenvalue {
    /** The most vectors that it keeps. */
    static final int MOST_STEPS = 120;

    private LargestEigenvalue() {}

    /**
     * @param operator writes its product with the first argument, which stays, into the second
     * @param space any vector of the operator's length; not touched
     */
    static double of(BiConsumer<Vec, Vec> operator, Vec space) {
        int n = space.length();
        if (n == 0) {
            return 0;
        }
        SplittableRandom random = new SplittableRandom(1);
        double[] start = new double[n];
        for (int i = 0; i < n; i++) {
            start[i] = random.nextDouble() - 0.5;
        }
        Vec v = space.like();
        v.set(start);
        Lanczos lanczos = new Lanczos(operator, v);
        double value = 0;
        while (lanczos.steps() < MOST_STEPS && !lanczos.invariant()) {
            lanczos.step();
            double[] theta = lanczos.tridiagonal().values();
            double before = value;
            value = Math.max(0, theta[theta.length - 1]);
            if (lanczos.steps() > 8 && Math.abs(value - before) <= 1e-14 * value) {
                break;
            }
        }
        return value;
    }
}
