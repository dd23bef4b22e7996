package org.fprinciple.flow;

import org.fprinciple.backend.Vec;

/** Takes single steps of a scheme, and keeps the vectors for them: 7, whatever the number of stages. */
final class Stepper {
    private final Rate rate;
    private final Vec displacement;
    private final Vec difference;
    private final Vec stage;
    private final Vec slope;
    /** The estimated error of the last step. */
    final Vec error;
    /** Where the last step led. */
    final Vec end;
    /** The rate there. */
    final Vec endRate;

    private long rates;

    Stepper(Rate rate, Vec like) {
        this.rate = rate;
        displacement = like.like();
        difference = like.like();
        stage = like.like();
        slope = like.like();
        error = like.like();
        end = like.like();
        endRate = like.like();
    }

    /** Evaluations so far. */
    long rates() {
        return rates;
    }

    void rate(double t, Vec y, Vec dy) {
        rate.rate(t, y, dy);
        rates++;
    }

    /** From y at t, where the rate is dy, to t + h: sets {@link #end}, {@link #endRate} and {@link #error}. */
    void step(Scheme scheme, double t, double h, Vec y, Vec dy) {
        difference.combine(new double[] {2 * h / scheme.limit}, dy);
        displacement.copy(difference);
        end.copy(y);
        error.scale(0);
        for (int j = 1; j <= scheme.stages; j++) {
            end.add(scheme.weight[j], displacement);
            if (scheme.estimate[j] != 0) {
                error.add(scheme.estimate[j], displacement);
            }
            if (j == scheme.stages) {
                break;
            }
            double b = scheme.shrink[j];
            double pull = 4 * h / (scheme.limit * b);
            stage.combine(new double[] {1, b}, y, displacement);
            rate(t + scheme.abscissa[j] * h, stage, slope);
            // Differences, not 2 X_j − X_{j−1}: rounding then grows with s, not s².
            difference.combine(new double[] {1, pull, -pull * (1 - b)}, difference, slope, dy);
            displacement.add(1, difference);
        }
        rate(t + h, end, endRate);
    }

    /**
     * The cubic Hermite interpolant of the last step, from y and dy at its start.
     *
     * @param share of the step, 0 to 1
     * @return a vector that the next step overwrites
     */
    Vec between(double share, double h, Vec y, Vec dy) {
        double s = share;
        double u = 1 - s;
        stage.combine(
                new double[] {u * u * (1 + 2 * s), s * s * (3 - 2 * s), h * s * u * u, -h * s * s * u},
                y,
                end,
                dy,
                endRate);
        return stage;
    }
}
