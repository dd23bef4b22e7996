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
    private final int samples;
    private final double factor;
    private final double[] mode;
    private final double[] image;

    /** @param plan with the samples of training; its residuals are lost at each product */
    NetKernel(NetPlan plan, int samples, TrainingClock clock) {
        this.plan = plan;
        this.samples = samples;
        factor = 1 / clock.kernelFactor();
        mode = new double[samples];
        image = new double[samples];
    }

    void times(Vec displacement, double[] v, double[] product) {
        plan.kernel(displacement, v, product);
        for (int i = 0; i < samples; i++) {
            product[i] *= factor;
        }
    }

    /**
     * The largest eigenvalue by power iteration from a fixed start: Rayleigh quotients, which approach it from below, with an
     * error of the square of the direction's. Leaves the direction for {@link #follow}.
     */
    double largestEigenvalue(Vec displacement) {
        int[] counter = new int[4];
        for (int i = 0; i < samples; i++) {
            counter[0] = i;
            counter[1] = counter[2] = counter[3] = 0;
            Philox.words(counter, 1);
            // Near to the constant, as the top mode of a net's kernel mostly is.
            mode[i] = 0.5 + Philox.uniform(counter[0], counter[1]);
        }
        return iterate(displacement, MOST);
    }

    private double iterate(Vec displacement, int most) {
        double value = 0;
        double before;
        int i = 0;
        do {
            before = value;
            double norm = Math.sqrt(dot(mode, mode));
            if (!(norm > 0)) {
                return norm == 0 ? 0 : Double.NaN;
            }
            for (int k = 0; k < samples; k++) {
                mode[k] /= norm;
            }
            times(displacement, mode, image);
            value = dot(mode, image);
            System.arraycopy(image, 0, mode, 0, samples);
        } while (++i < most && Math.abs(value - before) > CLOSE * value);
        return value;
    }

    /** The direction that {@link #largestEigenvalue} found. */
    double[] mode() {
        return mode.clone();
    }

    /** The largest eigenvalue of a kernel nearby, by a few iterations from the direction at the start. */
    double follow(Vec displacement, double[] start, int iterations) {
        System.arraycopy(start, 0, mode, 0, samples);
        return iterate(displacement, iterations);
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
