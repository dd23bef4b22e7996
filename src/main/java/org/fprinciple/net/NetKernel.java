package org.fprinciple.net;

import org.fprinciple.backend.NetPlan;
import org.fprinciple.backend.Vec;

/**
 * The kernel of training of a net itself, K_il = (1/m) Σ_j ∂f_i/∂θ_j·∂f_l/∂θ_j / s², the mean over its neurons, as a product with
 * vectors on the samples: never a matrix.
 */
final class NetKernel {
    private static final int MOST = 200;
    private static final double CLOSE = 1e-5;

    private final NetPlan plan;
    private final double factor;
    /** Of length 1. */
    private final Vec mode;

    private final Vec image;

    /**
     * Of the net of a plan.
     *
     * @param plan with the samples of training; its residuals are lost at each product
     * @param like a vector over them
     */
    NetKernel(NetPlan plan, Vec like, TrainingClock clock) {
        this.plan = plan;
        factor = 1 / clock.kernelFactor();
        mode = like.like();
        image = like.like();
    }

    /**
     * The largest eigenvalue by power iteration from a fixed start: Rayleigh quotients, which approach it from below, with an
     * error of the square of the direction's. Leaves the direction for {@link #follow}.
     */
    double largestEigenvalue(Vec displacement) {
        double[] start = new double[mode.length()];
        int[] counter = new int[4];
        for (int i = 0; i < start.length; i++) {
            counter[0] = i;
            counter[1] = counter[2] = counter[3] = 0;
            Philox.words(counter, 1);
            // Near to the constant, as the top mode of a net's kernel mostly is.
            start[i] = 0.5 + Philox.uniform(counter[0], counter[1]);
        }
        mode.set(start);
        mode.scale(1 / mode.norm());
        return iterate(displacement, MOST);
    }

    private double iterate(Vec displacement, int most) {
        double value = 0;
        double before;
        int i = 0;
        do {
            before = value;
            plan.kernel(displacement, mode, image);
            value = factor * mode.dot(image);
            double norm = image.norm();
            if (!(norm > 0)) {
                return norm == 0 ? 0 : Double.NaN;
            }
            mode.combine(new double[] {1 / norm}, image);
        } while (++i < most && Math.abs(value - before) > CLOSE * value);
        return value;
    }

    /** A copy of the direction that {@link #largestEigenvalue} found. */
    Vec mode() {
        Vec copy = mode.like();
        copy.copy(mode);
        return copy;
    }

    /** The largest eigenvalue of a kernel nearby, by a few iterations from the direction at the start. */
    double follow(Vec displacement, Vec start, int iterations) {
        mode.copy(start);
        return iterate(displacement, iterations);
    }
}
