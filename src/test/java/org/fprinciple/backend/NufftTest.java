package org.fprinciple.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.fprinciple.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Types 1 and 2 against their definition, O(nN). */
@SuppressWarnings("this-escape") // Subclasses give the backend, and have no fields of their own.
public class NufftTest {
    private static final double SIDE = 2.5;
    private final Backend backend = backend(2);

    /** What is tested; other backends' tests are this class with another. */
    protected Backend backend(int threads) {
        return Backend.cpu(threads);
    }

    /** Where the points lie: anywhere over several periods, on edges and grid points, on top of each other, in a heap. */
    enum Points {
        ANYWHERE,
        EDGES,
        COINCIDENT,
        CLUSTERED
    }

    static double[] points(Points kind, int n, int d, SplittableRandom random) {
        double[] x = new double[n * d];
        for (int i = 0; i < n; i++) {
            for (int a = 0; a < d; a++) {
                x[i * d + a] = switch (kind) {
                    case ANYWHERE -> SIDE * (3 * random.nextDouble() - 1.5);
                    case EDGES -> SIDE * (random.nextInt(9) - 4) / 8.0;
                    case COINCIDENT -> 0.3 + 0.1 * a;
                    case CLUSTERED -> 0.7 + 1e-6 * random.nextDouble();
                };
            }
        }
        return x;
    }

    static double[] random(int n, SplittableRandom random) {
        double[] c = new double[n];
        for (int i = 0; i < n; i++) {
            c[i] = 2 * random.nextDouble() - 1;
        }
        return c;
    }

    /** Σ_j c_j e^{−2πi k·x_j/L}. */
    public static double[] slowType1(HalfSpectrum spectrum, double side, double[] x, double[] c) {
        double[] modes = new double[spectrum.length()];
        int d = spectrum.dimension();
        int[] k = new int[d];
        for (int line = 0; line < spectrum.lines(); line++) {
            spectrum.line(line, k);
            for (int last = 0; last <= spectrum.cutoff(); last++) {
                k[d - 1] = last;
                int at = 2 * (line * (spectrum.cutoff() + 1) + last);
                for (int j = 0; j < c.length; j++) {
                    double phase = phase(k, x, j, side);
                    modes[at] += c[j] * Math.cos(phase);
                    modes[at + 1] -= c[j] * Math.sin(phase);
                }
            }
        }
        return modes;
    }

    /** Σ_k ĥ_k e^{2πi k·x_j/L}, both halves. */
    public static double[] slowType2(HalfSpectrum spectrum, double side, double[] x, double[] modes) {
        int d = spectrum.dimension();
        int[] k = new int[d];
        double[] h = new double[x.length / d];
        for (int line = 0; line < spectrum.lines(); line++) {
            spectrum.line(line, k);
            for (int last = 0; last <= spectrum.cutoff(); last++) {
                k[d - 1] = last;
                int at = 2 * (line * (spectrum.cutoff() + 1) + last);
                for (int j = 0; j < h.length; j++) {
                    double phase = phase(k, x, j, side);
                    h[j] += (last == 0 ? 1 : 2) * (modes[at] * Math.cos(phase) - modes[at + 1] * Math.sin(phase));
                }
            }
        }
        return h;
    }

    private static double phase(int[] k, double[] x, int j, double side) {
        double sum = 0;
        for (int a = 0; a < k.length; a++) {
            // One period, so that cos and sin lose nothing.
            double turns = k[a] * (x[j * k.length + a] / side);
            sum += turns - Math.rint(turns);
        }
        return 2 * Math.PI * sum;
    }

    public static double error(double[] a, double[] b) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < a.length; i++) {
            difference += (a[i] - b[i]) * (a[i] - b[i]);
            size += b[i] * b[i];
        }
        return Math.sqrt(difference / size);
    }

    private static double norm(double[] a) {
        double sum = 0;
        for (double v : a) {
            sum += v * v;
        }
        return Math.sqrt(sum);
    }

    /** A spectrum of a real function: in the plane k_d = 0 the modes k and −k are conjugates. */
    static double[] hermitian(HalfSpectrum spectrum, SplittableRandom random) {
        double[] x = points(Points.ANYWHERE, 40, spectrum.dimension(), random);
        return slowType1(spectrum, SIDE, x, random(40, random));
    }

    private static int cutoff(int d) {
        return switch (d) {
            case 1 -> 200;
            case 2 -> 23;
            default -> 9;
        };
    }

    @ParameterizedTest
    @CsvSource({"1e-2", "1e-3", "1e-4", "1e-5", "1e-6", "1e-7", "1e-8", "1e-9", "1e-10", "1e-11", "1e-12", "1e-13"})
    void bothTypesAgainstTheDefinition(double tolerance) {
        requireErrors(tolerance, Precision.FLOAT64);
    }

    /** float32 adds to a tolerance of 1e-6 about what it is worth. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-2, 1e-3, 1e-4, 1e-5, 1e-6})
    void inSinglePrecision(double tolerance) {
        requireErrors(tolerance, Precision.FLOAT32);
    }

    /** Equal terms all round alike: sums of thousands of them in float32 would miss the tolerance. */
    @Test
    void thousandsOfPointsInOnePlaceInSinglePrecision() {
        for (int d = 1; d <= 3; d++) {
            HalfSpectrum spectrum = new HalfSpectrum(d, cutoff(d));
            NufftPlan plan = backend.nufft(spectrum, SIDE, 1e-6, Precision.FLOAT32);
            int n = 4096;
            double[] x = new double[n * d];
            Arrays.fill(x, 0.1234);
            double[] c = new double[n];
            Arrays.fill(c, 1);
            plan.setPoints(x, n);
            Vec modes = backend.vector(spectrum.length());
            plan.type1(new double[][] {c}, modes);
            assertThat(error(modes.toArray(), slowType1(spectrum, SIDE, x, c)))
                    .as("d = %d", d)
                    .isLessThan(3e-6);
        }
    }

    private void requireErrors(double tolerance, Precision precision) {
        for (int d = 1; d <= 3; d++) {
            HalfSpectrum spectrum = new HalfSpectrum(d, cutoff(d));
            NufftPlan plan = backend.nufft(spectrum, SIDE, tolerance, precision);
            for (Points kind : Points.values()) {
                SplittableRandom random = new SplittableRandom(17L * d + kind.ordinal());
                int n = 300;
                double[] x = points(kind, n, d, random);
                double[] c = random(n, random);
                plan.setPoints(x, n);
                Vec modes = backend.vector(spectrum.length());
                plan.type1(new double[][] {c}, modes);
                assertThat(error(modes.toArray(), slowType1(spectrum, SIDE, x, c)))
                        .as("type 1, d = %d, %s", d, kind)
                        .isLessThan(3 * tolerance);

                modes.set(hermitian(spectrum, random));
                double[][] h = new double[1][n];
                plan.type2(new Vec[] {modes}, h);
                double[] exact = slowType2(spectrum, SIDE, x, modes.toArray());
                // Where all points lie in a zero of h the error is one of h's size over the box, which is Parseval's.
                double size = Math.max(norm(exact), Math.sqrt(n) * modes.norm());
                assertThat(error(h[0], exact) * norm(exact) / size)
                        .as("type 2, d = %d, %s", d, kind)
                        .isLessThan(3 * tolerance);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void threadsDoNotChangeABit(int d) {
        HalfSpectrum spectrum = new HalfSpectrum(d, cutoff(d));
        SplittableRandom random = new SplittableRandom(5);
        int n = 20_000;
        double[] x = points(Points.ANYWHERE, n, d, random);
        double[] c = random(n, random);
        double[][] spectra = new double[2][];
        double[][] values = new double[2][];
        for (int t = 0; t < 2; t++) {
            Backend with = backend(1 + 2 * t);
            NufftPlan plan = with.nufft(spectrum, SIDE, 1e-9);
            plan.setPoints(x, n);
            Vec modes = with.vector(spectrum.length());
            plan.type1(new double[][] {c}, modes);
            spectra[t] = modes.toArray();
            double[][] h = new double[1][n];
            plan.type2(new Vec[] {modes}, h);
            values[t] = h[0];
        }
        assertThat(spectra[0]).isEqualTo(spectra[1]);
        assertThat(values[0]).isEqualTo(values[1]);
    }

    @Test
    void severalFieldsAndChunksAreTheSumOfTheirParts() {
        HalfSpectrum spectrum = new HalfSpectrum(2, 20);
        SplittableRandom random = new SplittableRandom(6);
        int n = 500;
        double[] x = points(Points.ANYWHERE, n, 2, random);
        double[][] c = {random(n, random), random(n, random)};
        NufftPlan plan = backend.nufft(spectrum, SIDE, 1e-12);
        Vec[] modes = {backend.vector(spectrum.length()), backend.vector(spectrum.length())};
        plan.clear(2);
        for (int from = 0; from < n; from += 128) {
            int to = Math.min(n, from + 128);
            plan.setPoints(java.util.Arrays.copyOfRange(x, 2 * from, 2 * to), to - from);
            plan.spread(new double[][] {
                java.util.Arrays.copyOfRange(c[0], from, to), java.util.Arrays.copyOfRange(c[1], from, to)
            });
        }
        plan.collect(modes);
        for (int f = 0; f < 2; f++) {
            assertThat(error(modes[f].toArray(), slowType1(spectrum, SIDE, x, c[f])))
                    .isLessThan(1e-12);
        }
    }

    @Test
    void strengthsAndValuesOnTheBackend() {
        HalfSpectrum spectrum = new HalfSpectrum(2, 12);
        SplittableRandom random = new SplittableRandom(9);
        int n = 700;
        double[] x = points(Points.ANYWHERE, n, 2, random);
        double[] c = random(n, random);
        NufftPlan plan = backend.nufft(spectrum, SIDE, 1e-10);
        plan.setPoints(x, n);
        Vec strengths = backend.vector(n);
        strengths.set(c);
        Vec modes = backend.vector(spectrum.length());
        Vec same = backend.vector(spectrum.length());
        plan.type1(strengths, modes);
        plan.type1(new double[][] {c}, same);
        assertThat(modes.toArray()).isEqualTo(same.toArray());
        double[][] h = new double[1][n];
        plan.type2(modes, strengths);
        plan.type2(new Vec[] {modes}, h);
        assertThat(strengths.toArray()).isEqualTo(h[0]);
        assertThat(error(h[0], slowType2(spectrum, SIDE, x, modes.toArray()))).isLessThan(3e-10);
    }

    @Test
    void noPointsAndNoModesBeyondZero() {
        HalfSpectrum spectrum = new HalfSpectrum(1, 0);
        NufftPlan plan = backend.nufft(spectrum, SIDE, 1e-6);
        Vec modes = backend.vector(spectrum.length());
        plan.setPoints(new double[0], 0);
        plan.type1(new double[1][0], modes);
        assertThat(modes.toArray()).containsOnly(0);
        plan.setPoints(new double[] {0.2, -0.9}, 2);
        plan.type1(new double[][] {{1, 2}}, modes);
        assertThat(modes.toArray()[0]).isCloseTo(3, org.assertj.core.data.Offset.offset(2e-5));
    }

    @Test
    void aToleranceBeyondThePrecisionIsRefused() {
        assertThatThrownBy(() -> backend.nufft(new HalfSpectrum(1, 4), 1, 1e-16))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("float64 gives 1.0E-14 at best");
        assertThatThrownBy(() -> backend.nufft(new HalfSpectrum(1, 4), 1, 1e-8, Precision.FLOAT32))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("float32 gives 1.0E-6 at best");
    }
}
