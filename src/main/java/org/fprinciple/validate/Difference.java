package org.fprinciple.validate;

import java.util.Arrays;
import java.util.List;

/**
 * How far two rungs are apart: root mean squares over evaluation points and seeds, theory's units.
 *
 * @param rms of the difference
 * @param standardError of {@code rms}, from the spread over seeds; NaN for one seed
 * @param size root mean square of the second rung
 * @param each root mean square of the difference for every seed
 */
public record Difference(double rms, double standardError, double size, double[] each) {
    /** Over the size of the second rung. */
    public double relative() {
        return rms / size;
    }

    /** Of functions of several seeds, each at the same points (E). */
    public static Difference of(List<double[]> first, List<double[]> second) {
        int seeds = first.size();
        double[] squares = new double[seeds];
        double mean = 0;
        double size = 0;
        for (int s = 0; s < seeds; s++) {
            double[] a = first.get(s);
            double[] b = second.get(s);
            for (int i = 0; i < a.length; i++) {
                squares[s] += (a[i] - b[i]) * (a[i] - b[i]) / a.length;
                size += b[i] * b[i] / a.length / seeds;
            }
            mean += squares[s] / seeds;
        }
        double rms = Math.sqrt(mean);
        double scatter = 0;
        for (double square : squares) {
            scatter += (square - mean) * (square - mean);
        }
        // d(rms) = d(mean)/(2 rms).
        double error = seeds < 2 ? Double.NaN : Math.sqrt(scatter / (seeds - 1) / seeds) / (2 * rms);
        double[] each = Arrays.stream(squares).map(Math::sqrt).toArray();
        return new Difference(rms, rms == 0 ? 0 : error, Math.sqrt(size), each);
    }
}
