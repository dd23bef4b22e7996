package org.fprinciple.solution;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * The first time at which |û_ρ| of a frequency has fallen to half of its start, where û_ρ(t) is known at any time, stretch
 * by stretch: a scan over the time scales, then bisection (theory-notes/conventions.md).
 */
public final class HalfLives {
    private final List<Stretch> stretches;
    private final ResidualSpectrum spectrum;

    /**
     * The half-lives of residuals.
     *
     * @param stretches one after the other from t = 0; rows as {@link ResidualSpectrum#firstRow} has them
     */
    public HalfLives(List<Stretch> stretches, ResidualSpectrum spectrum) {
        this.stretches = stretches;
        this.spectrum = spectrum;
    }

    /**
     * The half-life of every frequency.
     *
     * @param horizon the last time asked for
     * @param scale Σ |y − h_ini| over the samples: 1e−12 of it is rounding
     */
    public HalfLife[] solve(double horizon, double scale) {
        int groups = spectrum.size();
        double noise = 1e-24 * scale * scale;
        double[] start = new double[groups];
        double[] time = new double[groups];
        double[] before = new double[groups];
        for (int g = 0; g < groups; g++) {
            double power = power(stretches.get(0), g, stretches.get(0).from());
            // Where only rounding is left there is nothing to halve.
            start[g] = power > noise ? power : 0;
            time[g] = Double.NaN;
            before[g] = stretches.get(0).from();
        }
        for (Stretch stretch : stretches) {
            double[] scan = stretch.basis().scan(stretch.to() - stretch.from());
            DMatrixRMaj path = path(stretch, scan);
            for (int g = 0; g < groups; g++) {
                for (int k = 0; k < scan.length && start[g] > 0 && Double.isNaN(time[g]); k++) {
                    double now = stretch.from() + scan[k];
                    if (spectrum.power(path, g, k) <= start[g] / 4) {
                        time[g] = bisect(stretch, g, start[g] / 4, Math.max(before[g], stretch.from()), now);
                    }
                    before[g] = now;
                }
            }
        }
        HalfLife[] result = new HalfLife[groups];
        for (int g = 0; g < groups; g++) {
            result[g] = new HalfLife(
                    spectrum.frequency(g), spectrum.axis(g), time[g], Math.sqrt(start[g]), time[g] <= horizon);
        }
        return result;
    }

    /** All rows at the scanned times, (rows, scan). */
    private static DMatrixRMaj path(Stretch stretch, double[] scan) {
        int m = stretch.basis().size();
        DMatrixRMaj phi = new DMatrixRMaj(m, scan.length);
        for (int j = 0; j < m; j++) {
            for (int k = 0; k < scan.length; k++) {
                phi.data[j * scan.length + k] = stretch.basis().at(j, scan[k]);
            }
        }
        DMatrixRMaj path = new DMatrixRMaj(stretch.amplitudes().numRows, scan.length);
        CommonOps_DDRM.mult(stretch.amplitudes(), phi, path);
        return path;
    }

    private double bisect(Stretch stretch, int group, double half, double low, double high) {
        double a = low;
        double b = high;
        while (b - a > 1e-12 * b) {
            double middle = a == 0 ? b / 2 : Math.sqrt(a * b);
            if (middle <= a || middle >= b) {
                break;
            }
            if (power(stretch, group, middle) > half) {
                a = middle;
            } else {
                b = middle;
            }
        }
        return b;
    }

    private double power(Stretch stretch, int group, double time) {
        return stretch.power(spectrum.firstRow(group), spectrum.firstRow(group + 1), time);
    }
}
