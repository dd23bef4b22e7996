package org.fprinciple.bench;

import java.util.SplittableRandom;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.HalfSpectrum;
import org.fprinciple.backend.NufftPlan;
import org.fprinciple.backend.Vec;

/** Points anywhere in a box of side 1, two real strengths, two spectra, and both types of transform of them. */
final class NufftProblem {
    private final Backend backend;
    private final HalfSpectrum spectrum;
    private final NufftPlan plan;
    private final int n;
    private final double[] x;
    private final double[][] strengths;
    private final Vec[] modes;
    private final double[][] values;

    NufftProblem(Backend backend, int d, int n, int modesPerAxis, double tolerance) {
        this.backend = backend;
        this.spectrum = new HalfSpectrum(d, modesPerAxis / 2 - 1);
        this.n = n;
        SplittableRandom random = new SplittableRandom(7);
        this.x = random.doubles((long) n * d, 0, 1).toArray();
        this.strengths = new double[][] {
            random.doubles(n, -1, 1).toArray(), random.doubles(n, -1, 1).toArray()
        };
        this.modes = new Vec[] {backend.vector(spectrum.length()), backend.vector(spectrum.length())};
        for (Vec field : modes) {
            field.set(random.doubles(spectrum.length(), -1, 1).toArray());
        }
        this.values = new double[2][n];
        this.plan = backend.nufft(spectrum, 1, tolerance);
        plan.setPoints(x, n);
    }

    /** Foreseen, for two fields: grids of twice the modes and more, the points twice, strengths, values, spectra. */
    static double bytes(int d, int n, int modesPerAxis) {
        double grids = 2 * Math.pow(2.0 * modesPerAxis + 64, d) * (d == 3 ? 1.2 : 1.5);
        return 8 * (grids + 2 * Math.pow(modesPerAxis, d) + n * (2.0 * d + 5));
    }

    void setPoints() {
        plan.setPoints(x, n);
    }

    void type1() {
        plan.type1(strengths, modes);
    }

    void type2() {
        plan.type2(modes, values);
    }

    /** Of type 1 as last computed, over a sample of modes: ‖f̂ − exact‖₂/‖exact‖₂. */
    double error1(int sample) {
        int d = spectrum.dimension();
        int c = spectrum.cutoff();
        double[] computed = modes[0].toArray();
        double[] difference = new double[sample];
        double[] size = new double[sample];
        backend.forEach(sample, s -> {
            SplittableRandom random = new SplittableRandom(s);
            int line = random.nextInt(spectrum.lines());
            int[] k = new int[d];
            spectrum.line(line, k);
            k[d - 1] = random.nextInt(c + 1);
            double re = 0;
            double im = 0;
            for (int j = 0; j < n; j++) {
                double angle = 2 * Math.PI * turns(k, x, j);
                re += strengths[0][j] * Math.cos(angle);
                im -= strengths[0][j] * Math.sin(angle);
            }
            int at = 2 * (line * (c + 1) + k[d - 1]);
            difference[s] = square(computed[at] - re) + square(computed[at + 1] - im);
            size[s] = square(re) + square(im);
        });
        return relative(difference, size);
    }

    /** Of type 2 as last computed, over a sample of points. */
    double error2(int sample) {
        int d = spectrum.dimension();
        int c = spectrum.cutoff();
        double[] given = modes[0].toArray();
        double[] difference = new double[sample];
        double[] size = new double[sample];
        backend.forEach(sample, s -> {
            int j = new SplittableRandom(s).nextInt(n);
            double[][] waves = new double[d][];
            for (int a = 0; a < d; a++) {
                waves[a] = waves(x[j * d + a], c);
            }
            int[] k = new int[d];
            double exact = 0;
            for (int line = 0; line < spectrum.lines(); line++) {
                spectrum.line(line, k);
                double re = 0;
                double im = 0;
                for (int last = 0; last <= c; last++) {
                    int at = 2 * (line * (c + 1) + last);
                    double twice = last == 0 ? 1 : 2;
                    double cos = waves[d - 1][2 * (last + c)];
                    double sin = waves[d - 1][2 * (last + c) + 1];
                    re += twice * (given[at] * cos - given[at + 1] * sin);
                    im += twice * (given[at] * sin + given[at + 1] * cos);
                }
                exact += turned(re, im, waves, k, c);
            }
            difference[s] = square(values[0][j] - exact);
            size[s] = square(exact);
        });
        return relative(difference, size);
    }

    /** Re (re + i im) Π_a e^{2πi k_a x_a} over all axes but the last. */
    private static double turned(double re, double im, double[][] waves, int[] k, int c) {
        for (int a = 0; a < k.length - 1; a++) {
            double cos = waves[a][2 * (k[a] + c)];
            double sin = waves[a][2 * (k[a] + c) + 1];
            double turned = re * cos - im * sin;
            im = re * sin + im * cos;
            re = turned;
        }
        return re;
    }

    /** e^{2πi k x} for k = −c … c. */
    private static double[] waves(double x, int c) {
        double[] waves = new double[2 * (2 * c + 1)];
        int[] k = new int[1];
        double[] point = {x};
        for (k[0] = -c; k[0] <= c; k[0]++) {
            double angle = 2 * Math.PI * turns(k, point, 0);
            waves[2 * (k[0] + c)] = Math.cos(angle);
            waves[2 * (k[0] + c) + 1] = Math.sin(angle);
        }
        return waves;
    }

    /** k·x less whole turns, without the rounding of the product: at k = 5e5 that would be 1e-10. */
    private static double turns(int[] k, double[] x, int j) {
        double sum = 0;
        for (int a = 0; a < k.length; a++) {
            double product = k[a] * x[j * k.length + a];
            sum += product - Math.rint(product) + Math.fma(k[a], x[j * k.length + a], -product);
        }
        return sum;
    }

    private static double square(double v) {
        return v * v;
    }

    private static double relative(double[] difference, double[] size) {
        double up = 0;
        double down = 0;
        for (int s = 0; s < size.length; s++) {
            up += difference[s];
            down += size[s];
        }
        return Math.sqrt(up / down);
    }
}
