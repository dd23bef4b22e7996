package org.fprinciple.flow;

import org.fprinciple.backend.Vec;

/** Takes single steps of a scheme, and keeps the vectors for them: 9, whatever the number of stages. */
final class Stepper {
    private final Rate rate;
    private final Vec displacement;
    private final Vec difference;
    private final Vec stage;
    private final Vec slope;
    private final Vec point;
    private final Vec bend;
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
        point = like.like();
        bend = like.like();
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
        double pull = 4 * h / scheme.limit;
        difference.combine(new double[] {pull / 2 * scheme.shrink}, dy);
        displacement.copy(difference);
        end.copy(y);
        error.scale(0);
        point.copy(y);
        bend.combine(new double[] {-scheme.through[0]}, dy);
        for (int j = 1; j <= scheme.stages; j++) {
            end.add(scheme.weight[j], displacement);
            if (scheme.estimate[j] != 0) {
                error.add(scheme.estimate[j], displacement);
            }
            if (j == scheme.stages) {
                break;
            }
            stage.combine(new double[] {1, 1}, y, displacement);
            rate(t + scheme.abscissa[j] * h, stage, slope);
            if (j == scheme.near || j == scheme.far) {
                double share = scheme.through[j == scheme.near ? 1 : 2];
                point.add(share, displacement);
                bend.add(-share, slope);
            }
            // Differences, not 2 V_j − V_{j−1}: rounding then grows with s, not s².
            difference.combine(new double[] {1, pull, -pull * (1 - scheme.shrink)}, difference, slope, dy);
            displacement.add(1, difference);
        }
        rate(t + scheme.middle * h, point, slope);
        bend.add(1, slope);
        end.add(scheme.defect * h, bend);
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
