package org.fprinciple.flow;

import java.util.SplittableRandom;
import org.fprinciple.backend.Vec;

/**
 * The spectral radius of ∂f/∂y by power iteration on finite differences of f (Sommeijer, Shampine, Verwer, J. Comput.
 * Appl. Math. 88 (1998) 315–326, section 4), with the last direction as the start of the next estimate.
 */
final class PowerMethod {
    private static final int MOST = 60;
    private static final double CLOSE = 1e-3;
    /** Power iteration stops from below. */
    private static final double SAFETY = 1.1;

    private final Stepper stepper;
    private final double rounding;
    private final Vec moved;
    private final Vec image;
    private final Vec mode;

    /**
     * In these vectors' space.
     *
     * @param rounding the relative rounding error of a rate
     * @param start a direction to begin with; empty for a random one
     */
    PowerMethod(Stepper stepper, Vec like, double rounding, double[] start) {
        this.stepper = stepper;
        this.rounding = rounding;
        moved = like.like();
        image = like.like();
        mode = like.like();
        mode.set(start.length > 0 ? start : random(like.length()));
    }

    /** Safely above the spectral radius at (t, y), where the rate is dy; NaN where f is not finite nearby. */
    double estimate(double t, Vec y, Vec dy) {
        double size = y.norm();
        double distance = Math.sqrt(rounding) * (size > 0 ? size : 1);
        double before = 0;
        for (int i = 0; i < MOST; i++) {
            moved.combine(new double[] {1, distance / mode.norm()}, y, mode);
            stepper.rate(t, moved, image);
            image.add(-1, dy);
            double length = image.norm();
            if (length == 0) {
                return before * SAFETY;
            }
            mode.copy(image);
            double value = length / distance;
            if (!Double.isFinite(value) || Math.abs(value - before) <= CLOSE * value) {
                return value * SAFETY;
            }
            before = value;
        }
        return before * SAFETY;
    }

    /** The direction of the next estimate's start (n). */
    double[] mode() {
        return mode.toArray();
    }

    private static double[] random(int n) {
        SplittableRandom random = new SplittableRandom(1);
        double[] v = new double[n];
        for (int i = 0; i < n; i++) {
            v[i] = random.nextDouble() - 0.5;
        }
        return v;
    }
}
