package org.fprinciple.net;

import org.fprinciple.solution.HalfLife;
import org.fprinciple.solution.ResidualSpectrum;

/** Half-lives of a net's residuals, from what was seen at some times. */
public final class MeasuredHalfLives {
    private MeasuredHalfLives() {}

    /**
     * The first time at which |û_ρ| is at most half of what it was at the start, between two times that were looked at by
     * the logarithm of |û_ρ| as a straight line in t: as accurate as these times are close.
     *
     * @param times where the net was looked at (K)
     * @param start |û_ρ| before the first step (F)
     * @param magnitudes |û_ρ| (K, F)
     * @param noise below it a start is rounding, which has nothing to halve
     */
    public static HalfLife[] of(
            ResidualSpectrum spectrum, double[] times, double[] start, double[][] magnitudes, double noise) {
        HalfLife[] result = new HalfLife[spectrum.size()];
        for (int g = 0; g < result.length; g++) {
            double time = Double.NaN;
            if (start[g] > noise) {
                double before = 0;
                double last = start[g];
                for (int k = 0; k < times.length && Double.isNaN(time); k++) {
                    double now = magnitudes[k][g];
                    if (now <= start[g] / 2) {
                        double share = now > 0 ? Math.log(2 * last / start[g]) / Math.log(last / now) : 1;
                        time = before + share * (times[k] - before);
                    }
                    before = times[k];
                    last = now;
                }
            }
            boolean seen = start[g] > noise;
            result[g] = new HalfLife(
                    spectrum.frequency(g), spectrum.axis(g), time, seen ? start[g] : 0, !Double.isNaN(time));
        }
        return result;
    }
}
