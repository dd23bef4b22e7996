package org.fprinciple.flow;

import java.util.ArrayList;
import java.util.List;
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
        List<List<Vec.Combination>> stages = new ArrayList<>();
        double[] times = new double[scheme.stages - 1];
        double pull = 0;
        for (int j = 1; j <= scheme.stages; j++) {
            List<Vec.Combination> turns = new ArrayList<>();
            if (j == 1) {
                add(turns, difference, new double[] {2 * h / scheme.limit}, dy);
                add(turns, displacement, new double[] {1}, difference);
                add(turns, end, new double[] {1}, y);
                add(turns, error, new double[] {0}, y);
            } else {
                // Differences, not 2 X_j − X_{j−1}: rounding then grows with s, not s².
                add(
                        turns,
                        difference,
                        new double[] {1, pull, -pull * (1 - scheme.shrink[j - 1])},
                        difference,
                        slope,
                        dy);
                add(turns, displacement, new double[] {1, 1}, displacement, difference);
            }
            add(turns, end, new double[] {1, scheme.weight[j]}, end, displacement);
            if (scheme.estimate[j] != 0) {
                add(turns, error, new double[] {1, scheme.estimate[j]}, error, displacement);
            }
            if (j < scheme.stages) {
                add(turns, stage, new double[] {1, scheme.shrink[j]}, y, displacement);
                times[j - 1] = t + scheme.abscissa[j] * h;
                pull = 4 * h / (scheme.limit * scheme.shrink[j]);
            }
            stages.add(turns);
        }
        rate.stages(times, stages.subList(0, times.length), stage, slope);
        rates += times.length;
        end.combineInTurn(stages.get(times.length));
        rate(t + h, end, endRate);
    }

    private static void add(List<Vec.Combination> turns, Vec to, double[] coefficients, Vec... terms) {
        turns.add(new Vec.Combination(to, coefficients, terms));
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
