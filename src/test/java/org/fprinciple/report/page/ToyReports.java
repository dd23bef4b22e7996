package org.fprinciple.report.page;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Models with the shapes of real cases and toy content: sines whose k-th decays as e^{−t(1/k⁴ + 0.05/k²)}, "nets" the same
 * with perturbed rates and noise. No number in them was measured.
 */
final class ToyReports {
    static final double[] AMPLITUDES = {0, 1, 0.6, 0, 0.45, 0.2, 0, 0.25};

    private ToyReports() {}

    static Head head(boolean passed) {
        return new Head(
                "cubic-1d",
                "Five points in the cubic regime",
                "Five points in one dimension, and an initialisation whose input weights are large beside its output weights. LFP "
                        + "then predicts that training ends in a smooth, nearly cubic spline. Eight pairs of nets of 500 to 32,000 neurons "
                        + "were trained to the end and compared with it at 800 points and 48 times.",
                new Source(
                        "Zhang, Xu, Luo, Ma (2019), Explicitizing an Implicit Bias of the Frequency Principle",
                        "https://arxiv.org/abs/1905.10264"),
                passed,
                passed
                        ? "Linear Frequency Principle theory predicted a smooth curve through the five points without training a net, and eight trained "
                                + "nets of 32,000 neurons ended 1.1 % from it on average, closer than the limit of 3 %."
                        : "Theory predicted a smooth curve through the five points; trained nets ended 4.2 % from it, further than the limit of 3 %.",
                List.of(
                        new Criterion(
                                "final difference",
                                "root mean square of nets − simplified LFP at the end, over that of LFP",
                                passed ? 0.0112 : 0.042,
                                0.0013,
                                Criterion.Comparison.AT_MOST,
                                0.03,
                                passed,
                                ""),
                        new Criterion(
                                "fall with width",
                                "slope of the difference over width, log-log",
                                -0.47,
                                0.05,
                                Criterion.Comparison.AT_MOST,
                                -0.3,
                                true,
                                "−1/2 is what independent neurons would give"),
                        new Criterion(
                                "order of frequencies",
                                "rank correlation of predicted and measured half-lives",
                                0.985,
                                0.008,
                                Criterion.Comparison.AT_LEAST,
                                0.9,
                                true,
                                ""),
                        new Criterion(
                                "seeds",
                                "nets that reached the loss asked for",
                                8,
                                Double.NaN,
                                Criterion.Comparison.AT_LEAST,
                                8,
                                true,
                                "")),
                new Reproduction(
                        "./lfp validate validation/cases/cubic-1d.yaml --seed 0",
                        0,
                        "0.1.0",
                        "ca5c1fb0d2",
                        "2026-11-25T06:20:00Z",
                        "2 cores, 8 GB",
                        "OpenJDK 25.0.1",
                        "cpu (Vector API, 256 bits)",
                        412.7),
                List.of(
                        "The theory's clock is off by up to 1.4: times compare only roughly, the limit does not depend on it.",
                        "Narrow nets leave their linearisation; the split of the differences says how much that is.",
                        "Half-lives above ξ = 6 are aliased: the five points cannot tell these frequencies apart."));
    }

    static Report bare() {
        return Report.of(head(false));
    }

    /** All parts, one input. */
    static Report full() {
        double[] t = times(0.01, 1e5, 48);
        double[] x = grid(-1, 1, 800);
        double[] xi = grid(0.5, 20, 40);
        return Report.of(head(true))
                .with(fit(t, x))
                .with(differences(t))
                .withFrequencies(List.of(frequencies(xi, t)))
                .with(widths())
                .with(split())
                .with(regime())
                .with(bounds(x))
                .withTables(List.of(table()));
    }

    /** Two inputs, a fit and a bound. */
    static Report maps() {
        double[] t = times(0.01, 1e4, 40);
        double[] g = grid(-1.5, 1.5, 60);
        double[][] h = new double[t.length][];
        double[][] net = new double[t.length][];
        double[][] spread = new double[t.length][];
        Random random = new Random(3);
        double[] noise = random.doubles(g.length * g.length, -0.02, 0.02).toArray();
        for (int k = 0; k < t.length; k++) {
            double grown = 1 - Math.exp(-t[k]);
            double late = 1 - Math.exp(-t[k] / 80);
            h[k] = over(g, (a, b) -> -late * a * b / (1 + 0.2 * (a * a + b * b)) + 0.1 * grown * (a + b) * (1 - late));
            int at = k;
            net[k] = IntStream.range(0, h[k].length)
                    .mapToDouble(i -> h[at][i] * (1 + 0.04 * Math.exp(-0.001 * t[at])) + late * noise[i])
                    .toArray();
            spread[k] = IntStream.range(0, h[k].length)
                    .mapToDouble(i -> 0.02 * late)
                    .toArray();
        }
        double[][] corners = {{-1, -1}, {-1, 1}, {1, -1}, {1, 1}};
        Fit fit = new Fit(
                List.of("x1", "x2"),
                "y",
                t,
                new double[][] {g, g},
                List.of(
                        new Fit.Curve("trained nets", Rung.NET, net, spread),
                        new Fit.Curve("simplified LFP", Rung.SIMPLIFIED_LFP, h, null),
                        new Fit.Curve("exact LFP", Rung.EXACT_LFP, scaled(h, 1.01), null)),
                corners,
                new double[] {-1, 1, 1, -1});
        Bounds bounds = new Bounds(
                List.of(),
                new Bounds.Pointwise(
                        List.of("x1", "x2"),
                        new double[][] {g, g},
                        over(g, (a, b) -> 0.01 + 0.02 * Math.abs(a * b - 1)),
                        over(g, (a, b) -> 0.1 + 0.3 * (a * a + b * b))));
        return Report.of(head(true)).with(fit).with(differences(t)).with(bounds);
    }

    /** Six inputs: prediction against data. */
    static Report parity() {
        Random random = new Random(5);
        int n = 120;
        double[] t = times(0.1, 1e3, 30);
        double[] y = random.doubles(n, -2, 2).toArray();
        double[][] x =
                IntStream.range(0, n).mapToObj(i -> random.doubles(6).toArray()).toArray(double[][]::new);
        double[] rate = random.doubles(n, 0.002, 0.3).toArray();
        double[][] net = new double[t.length][n];
        double[][] theory = new double[t.length][n];
        double[][] spread = new double[t.length][n];
        for (int k = 0; k < t.length; k++) {
            for (int i = 0; i < n; i++) {
                theory[k][i] = y[i] * (1 - Math.exp(-rate[i] * t[k]));
                net[k][i] = theory[k][i] + 0.08 * Math.sin(9.0 * i) * theory[k][i];
                spread[k][i] = 0.05 * Math.abs(theory[k][i]);
            }
        }
        Fit fit = new Fit(
                List.of("a", "b", "c", "d", "e", "f"),
                "strength",
                t,
                new double[0][],
                List.of(
                        new Fit.Curve("trained nets", Rung.NET, net, spread),
                        new Fit.Curve("simplified LFP", Rung.SIMPLIFIED_LFP, theory, null)),
                x,
                y);
        return Report.of(head(true)).with(fit);
    }

    /** Every part, with as little in it as can be, and nothing known. */
    static Report odd() {
        double[] one = {1};
        double[] nan = {Double.NaN};
        Head head = new Head(
                "odd",
                "t",
                "",
                null,
                false,
                "v",
                List.of(new Criterion("c", "", Double.NaN, Double.NaN, Criterion.Comparison.AT_MOST, 1, false, "")),
                null,
                List.of());
        return Report.of(head)
                .with(new Fit(
                        List.of("x"),
                        "y",
                        new double[] {0},
                        new double[][] {{3}},
                        List.of(new Fit.Curve("exact LFP", Rung.EXACT_LFP, new double[][] {nan}, null)),
                        new double[0][],
                        new double[0]))
                .with(new Differences(
                        "rms",
                        List.of(new Series("d", null, one, nan, nan)),
                        List.of(new Series("l", Rung.NET, new double[0], new double[0], null))))
                .withFrequencies(List.of(
                        new Frequencies(
                                "ξ",
                                "exact LFP",
                                one,
                                new double[] {0},
                                new double[][] {nan},
                                null,
                                List.of(new Frequencies.HalfLife(
                                        0,
                                        Double.NaN,
                                        Double.NaN,
                                        Double.NaN,
                                        Double.NaN,
                                        Double.NaN,
                                        Double.NaN,
                                        ""))),
                        new Frequencies("ξ", "exact LFP", new double[0], new double[0], null, null, List.of())))
                .with(new WidthScan(
                        "rms",
                        one,
                        List.of(new WidthScan.PowerLaw("d", Rung.NET, nan, nan, Double.NaN, Double.NaN, Double.NaN)),
                        List.of()))
                .with(new Split("rms", one, List.of(new Split.Part("total", "", Rung.NET, nan, nan))))
                .with(new SplineRegime(List.of(new SplineRegime.Point("p", 0, 1, Double.NaN, Double.NaN, true))))
                .with(new Bounds(
                        List.of(new Bounds.Row("b", "r", Double.NaN, Double.NaN, "")),
                        new Bounds.Pointwise(List.of("x"), new double[][] {one}, nan, nan)))
                .withTables(List.of(new Table("empty", List.of("a"), List.of(), "")));
    }

    private static Fit fit(double[] t, double[] x) {
        List<Fit.Curve> curves = new ArrayList<>();
        double[][] net = curve(t, x, 0.93);
        double[][] spread = new double[t.length][x.length];
        for (int k = 0; k < t.length; k++) {
            double learned = 1 - Math.exp(-t[k]);
            for (int i = 0; i < x.length; i++) {
                net[k][i] += 0.012 * learned * Math.sin(23 * x[i]);
                spread[k][i] = learned * (0.01 + 0.02 * x[i] * x[i]);
            }
        }
        curves.add(new Fit.Curve("trained nets", Rung.NET, net, spread));
        curves.add(new Fit.Curve("own kernel at start", Rung.NET_KERNEL, curve(t, x, 0.94), null));
        curves.add(new Fit.Curve("infinite width", Rung.INFINITE_WIDTH, curve(t, x, 0.98), null));
        curves.add(new Fit.Curve("exact LFP", Rung.EXACT_LFP, curve(t, x, 1), null));
        curves.add(new Fit.Curve("simplified LFP", Rung.SIMPLIFIED_LFP, curve(t, x, 1.15), null));
        double[] samples = grid(-0.95, 0.95, 24);
        double[] y = Arrays.stream(samples).map(s -> value(s, 1e9, 1)).toArray();
        return new Fit(
                List.of("x"),
                "y",
                t,
                new double[][] {x},
                curves,
                Arrays.stream(samples).mapToObj(s -> new double[] {s}).toArray(double[][]::new),
                y);
    }

    private static double[][] curve(double[] t, double[] x, double clock) {
        return Arrays.stream(t)
                .mapToObj(
                        now -> Arrays.stream(x).map(at -> value(at, now, clock)).toArray())
                .toArray(double[][]::new);
    }

    private static double value(double x, double t, double clock) {
        double sum = 0;
        for (int k = 1; k < AMPLITUDES.length; k++) {
            sum += AMPLITUDES[k] * (1 - Math.exp(-t * clock * rate(k))) * Math.sin(Math.PI * k * x);
        }
        return sum;
    }

    private static double rate(double k) {
        return 1 / Math.pow(k, 4) + 0.05 / (k * k);
    }

    private static Differences differences(double[] t) {
        return new Differences(
                "root mean square over 800 points",
                List.of(
                        series(
                                "nets − simplified LFP",
                                Rung.SIMPLIFIED_LFP,
                                t,
                                s -> 0.012 + 0.08 * s / (1 + s * s / 40),
                                0.15),
                        series("nets − exact LFP", Rung.EXACT_LFP, t, s -> 0.009 + 0.02 * s / (1 + s * s / 40), 0.15),
                        series(
                                "nets − infinite width",
                                Rung.INFINITE_WIDTH,
                                t,
                                s -> 0.0085 + 0.015 * s / (1 + s * s / 40),
                                0.15),
                        series(
                                "nets − their own kernel",
                                Rung.NET_KERNEL,
                                t,
                                s -> 0.001 + 0.004 * s / (1 + s * s / 40),
                                0.2)),
                List.of(
                        series(
                                "trained nets",
                                Rung.NET,
                                t,
                                s -> Math.exp(-0.8 * s) + 0.2 * Math.exp(-0.02 * s) + 1e-9,
                                0.1),
                        series(
                                "simplified LFP",
                                Rung.SIMPLIFIED_LFP,
                                t,
                                s -> Math.exp(-s) + 0.2 * Math.exp(-0.021 * s) + 1e-12,
                                0)));
    }

    private static Series series(String name, Rung rung, double[] x, DoubleUnaryOperator value, double spread) {
        double[] values = Arrays.stream(x).map(value).toArray();
        return new Series(
                name,
                rung,
                x,
                values,
                spread == 0 ? null : Arrays.stream(values).map(v -> spread * v).toArray());
    }

    private static Frequencies frequencies(double[] xi, double[] t) {
        List<Frequencies.HalfLife> halfLives = new ArrayList<>();
        for (int i = 0; i < xi.length; i += 2) {
            double half = Math.log(2) / rate(xi[i]);
            halfLives.add(new Frequencies.HalfLife(
                    xi[i],
                    half / 1.15,
                    half,
                    half * 1.02,
                    i > 34 ? Double.NaN : half * (1 + 0.1 * Math.sin(3.0 * i)),
                    0.08 * half,
                    1 / (1 + xi[i]),
                    i > 30 ? "aliased" : ""));
        }
        return new Frequencies(
                "frequency ξ, cycles per unit of x",
                "simplified LFP",
                xi,
                t,
                left(xi, t, 1.15),
                left(xi, t, 1),
                halfLives);
    }

    private static double[][] left(double[] xi, double[] t, double clock) {
        return Arrays.stream(xi)
                .mapToObj(f -> Arrays.stream(t)
                        .map(s -> Math.exp(-s * clock * rate(f)))
                        .toArray())
                .toArray(double[][]::new);
    }

    private static WidthScan widths() {
        double[] m = {500, 2000, 8000, 32_000};
        return new WidthScan(
                "root mean square at the end, relative",
                m,
                List.of(
                        law("nets − infinite width", Rung.INFINITE_WIDTH, m, 2.2, -0.48, 0.03),
                        new WidthScan.PowerLaw(
                                "nets − simplified LFP",
                                Rung.SIMPLIFIED_LFP,
                                new double[] {0.12, 0.062, 0.033, 0.021},
                                new double[] {0.02, 0.008, 0.004, 0.002},
                                -0.42,
                                0.05,
                                1.6)),
                List.of(
                        new Series("kernel drift", null, m, new double[] {0.08, 0.036, 0.017, 0.009}, new double[] {
                            0.01, 0.004, 0.002, 0.001
                        }),
                        new Series(
                                "flipped neurons", null, m, new double[] {0.02, 0.009, 0.0048, 0.0021}, new double[] {
                                    0.003, 0.001, 0.0006, 0.0002
                                })));
    }

    private static WidthScan.PowerLaw law(
            String name, Rung rung, double[] m, double factor, double slope, double error) {
        double[] value = IntStream.range(0, m.length)
                .mapToDouble(i -> factor * Math.pow(m[i], slope) * (1 + 0.06 * Math.cos(5.0 * i)))
                .toArray();
        return new WidthScan.PowerLaw(
                name, rung, value, Arrays.stream(value).map(v -> 0.12 * v).toArray(), slope, error, factor);
    }

    private static Split split() {
        double[] m = {2000, 32_000};
        return new Split(
                "relative root mean square at the end",
                m,
                List.of(
                        new Split.Part(
                                "total", "nets − simplified LFP", Rung.NET, new double[] {0.062, 0.021}, new double[] {
                                    0.008, 0.002
                                }),
                        new Split.Part(
                                "laziness",
                                "nets − their own kernel at the start",
                                Rung.NET_KERNEL,
                                new double[] {0.021, 0.005},
                                new double[] {0.003, 0.0006}),
                        new Split.Part(
                                "finite width",
                                "own kernel at the start − infinite width",
                                Rung.INFINITE_WIDTH,
                                new double[] {0.055, 0.0185},
                                new double[] {0.007, 0.0019}),
                        new Split.Part(
                                "LFP’s approximation",
                                "infinite width − simplified LFP",
                                Rung.SIMPLIFIED_LFP,
                                new double[] {0.0063, 0.0063},
                                new double[] {0, 0})));
    }

    private static SplineRegime regime() {
        return new SplineRegime(List.of(
                new SplineRegime.Point("cubic-1d", 6.75, 0.05, 0.004, 0.31, true),
                new SplineRegime.Point("linear-1d", 0.002, 0.35, 0.28, 0.011, false),
                new SplineRegime.Point("unit normal weights", 1.6, 0.8, Double.NaN, Double.NaN, false),
                new SplineRegime.Point("PyTorch default", 0.02, 0.05, Double.NaN, Double.NaN, false)));
    }

    private static Bounds bounds(double[] x) {
        return new Bounds(
                List.of(
                        new Bounds.Row(
                                "published, FP-norm",
                                "mean absolute error",
                                13.8,
                                0.021,
                                "inputs drawn independently, the target's FP-norm known, probability 95 %"),
                        new Bounds.Row("tighter, Rademacher", "mean absolute error", 3.2, 0.021, "the same"),
                        new Bounds.Row(
                                "pointwise, largest",
                                "largest absolute error",
                                0.35,
                                0.061,
                                "the target's FP-norm known; deterministic")),
                new Bounds.Pointwise(
                        List.of("x"),
                        new double[][] {x},
                        Arrays.stream(x)
                                .map(s -> Math.abs(0.05 * Math.sin(24 * s) * s) + 1e-4)
                                .toArray(),
                        Arrays.stream(x).map(s -> 0.1 + 0.2 * s * s).toArray()));
    }

    private static Table table() {
        List<List<Object>> rows = new ArrayList<>();
        for (int seed = 0; seed < 6; seed++) {
            rows.add(List.of(seed, 32_000, 0.0112 + 1e-4 * seed, 2e-9, "until-loss"));
        }
        return new Table(
                "Runs",
                List.of("seed", "width m", "final difference", "loss", "ended by"),
                rows,
                "Every net is an antisymmetric pair.");
    }

    private static double[] times(double from, double to, int k) {
        return IntStream.range(0, k)
                .mapToDouble(i -> from * Math.pow(to / from, i / (k - 1.0)))
                .toArray();
    }

    private static double[] grid(double from, double to, int n) {
        return IntStream.range(0, n)
                .mapToDouble(i -> from + (to - from) * i / (n - 1))
                .toArray();
    }

    private static double[] over(double[] g, java.util.function.DoubleBinaryOperator f) {
        return Arrays.stream(g)
                .flatMap(a -> DoubleStream.of(g).map(b -> f.applyAsDouble(a, b)))
                .toArray();
    }

    private static double[][] scaled(double[][] rows, double factor) {
        return Arrays.stream(rows)
                .map(row -> Arrays.stream(row).map(v -> factor * v).toArray())
                .toArray(double[][]::new);
    }
}
