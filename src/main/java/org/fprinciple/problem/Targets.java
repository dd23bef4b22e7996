package org.fprinciple.problem;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.commons.math3.complex.Complex;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.InvalidInputException;
import org.fprinciple.io.Names;

/** The zoo of targets whose spectrum is known in closed form. */
public final class Targets {
    /** The generator of sample points, for run.json. */
    public static final String GENERATOR = "Philox4x32-10 (Commons RNG)";

    private static final int MOST_SAMPLES = 10_000_000;

    private record Species(String usage, int fewest, int most, Function<double[], Target> make) {}

    private static final Map<String, Species> ZOO = new LinkedHashMap<>();

    static {
        ZOO.put("sine", new Species("sine(k)", 1, 1, Targets::sines));
        ZOO.put("sinsum", new Species("sinsum(k1,k2,...)", 1, 1000, Targets::sines));
        ZOO.put("step", new Species("step", 0, 0, p -> step()));
        ZOO.put("hat", new Species("hat(w)", 1, 1, p -> hat(p[0])));
        ZOO.put("gaussian", new Species("gaussian(s) or gaussian(s,d)", 1, 2, Targets::gaussian));
        ZOO.put("runge", new Species("runge(c)", 1, 1, p -> runge(p[0])));
        ZOO.put("xor", new Species("xor", 0, 0, p -> xor()));
    }

    private Targets() {}

    /** How each is written on the command line. */
    public static List<String> usages() {
        return ZOO.values().stream().map(Species::usage).toList();
    }

    /** One of each kind, to be listed. */
    public static List<Target> examples() {
        return List.of(
                parse("sine(2)"),
                parse("sinsum(1,3,7)"),
                parse("step"),
                parse("hat(0.5)"),
                parse("gaussian(0.2)"),
                parse("runge(5)"),
                parse("xor"));
    }

    /**
     * Reads a name with its numbers, such as {@code sinsum(1,3)}.
     *
     * @throws InvalidInputException if there is no such target, or its numbers do not fit
     */
    public static Target parse(String text) {
        String t = text.replaceAll("\\s+", "");
        int open = t.indexOf('(');
        String name = open < 0 ? t : t.substring(0, open);
        Species species = ZOO.get(name);
        if (species == null) {
            throw new InvalidInputException(
                    "There is no target \"" + text + "\"" + Names.didYouMean(name, ZOO.keySet()));
        }
        double[] parameters;
        try {
            String inside = open < 0 ? "" : t.substring(open + 1, t.length() - 1);
            parameters = inside.isEmpty()
                    ? new double[0]
                    : Arrays.stream(inside.split(",", -1))
                            .mapToDouble(Double::parseDouble)
                            .toArray();
        } catch (NumberFormatException e) {
            parameters = new double[] {Double.NaN};
        }
        boolean wrong = (open >= 0 && !t.endsWith(")"))
                || parameters.length < species.fewest
                || parameters.length > species.most
                || Arrays.stream(parameters).anyMatch(v -> !(v > 0) || Double.isInfinite(v));
        if (wrong) {
            throw new InvalidInputException("The target \"" + text + "\" is not understood: write " + species.usage
                    + " with positive numbers.");
        }
        return species.make.apply(parameters);
    }

    /**
     * Samples at points drawn uniformly and independently from [from, to]^d.
     *
     * @param n how many, at least 1
     * @param seed fixes the points
     * @throws InvalidInputException if n &lt; 1 or not from &lt; to
     */
    public static Dataset sample(Target target, int n, double from, double to, long seed) {
        if (n < 1 || n > MOST_SAMPLES) {
            throw new InvalidInputException("--samples " + n + " is refused: 1 to " + MOST_SAMPLES + " can be drawn.");
        }
        if (!(from < to) || Double.isInfinite(from) || Double.isInfinite(to)) {
            throw new InvalidInputException(
                    "The sample domain " + from + "," + to + " is refused: write a,b with a < b.");
        }
        UniformRandomProvider random = RandomSource.PHILOX_4X32.create(seed);
        DMatrixRMaj x = new DMatrixRMaj(n, target.dimension());
        double[] y = new double[n];
        double[] point = new double[target.dimension()];
        for (int i = 0; i < n; i++) {
            for (int c = 0; c < point.length; c++) {
                point[c] = from + (to - from) * random.nextDouble();
                x.set(i, c, point[c]);
            }
            y[i] = target.function().value(point);
        }
        return Dataset.of(x, y);
    }

    private static String with(String name, double[] parameters) {
        return name
                + Arrays.toString(parameters)
                        .replace('[', '(')
                        .replace(']', ')')
                        .replace(" ", "");
    }

    private static Target sines(double[] k) {
        List<Spectrum.Line> lines = new ArrayList<>();
        for (double f : k) {
            lines.add(new Spectrum.Line(f, new Complex(0, -0.5)));
            lines.add(new Spectrum.Line(-f, new Complex(0, 0.5)));
        }
        return new Target(
                with(k.length == 1 ? "sine" : "sinsum", k),
                1,
                k.length == 1 ? "sin 2πkx" : "Σ sin 2πk_i x",
                "(δ(ξ−k) − δ(ξ+k))/2i for every k",
                x -> {
                    double sum = 0;
                    for (double f : k) {
                        sum += Math.sin(2 * Math.PI * f * x[0]);
                    }
                    return sum;
                },
                Spectrum.ofLines(lines));
    }

    private static Target step() {
        return new Target(
                "step",
                1,
                "sgn x",
                "1/(πiξ), principal value",
                x -> Math.signum(x[0]),
                Spectrum.ofDensity(xi -> new Complex(0, -1 / (Math.PI * xi[0])), 1));
    }

    private static Target hat(double w) {
        return new Target(
                "hat(" + w + ")",
                1,
                "max(0, 1 − |x|/w)",
                "w sinc²(πwξ)",
                x -> Math.max(0, 1 - Math.abs(x[0]) / w),
                Spectrum.ofDensity(
                        xi -> {
                            double z = Math.PI * w * xi[0];
                            double sinc = z == 0 ? 1 : Math.sin(z) / z;
                            return new Complex(w * sinc * sinc, 0);
                        },
                        2),
                -w,
                0,
                w);
    }

    private static Target gaussian(double[] p) {
        double s = p[0];
        int d = p.length > 1 ? (int) p[1] : 1;
        if (p.length > 1 && p[1] != d) {
            throw new InvalidInputException("gaussian(s,d) needs a whole number d, not " + p[1] + ".");
        }
        return new Target(
                with("gaussian", p),
                d,
                "exp(−|x|²/2s²)",
                "(s√(2π))^d exp(−2π²s²|ξ|²)",
                x -> Math.exp(-square(x) / (2 * s * s)),
                Spectrum.ofDensity(
                        xi -> new Complex(
                                Math.pow(s * Math.sqrt(2 * Math.PI), d)
                                        * Math.exp(-2 * Math.PI * Math.PI * s * s * square(xi)),
                                0),
                        Double.POSITIVE_INFINITY));
    }

    private static Target runge(double c) {
        return new Target(
                "runge(" + c + ")",
                1,
                "1/(1 + c²x²)",
                "(π/c) exp(−2π|ξ|/c)",
                x -> 1 / (1 + c * c * x[0] * x[0]),
                Spectrum.ofDensity(
                        xi -> new Complex(Math.PI / c * Math.exp(-2 * Math.PI * Math.abs(xi[0]) / c), 0),
                        Double.POSITIVE_INFINITY));
    }

    private static Target xor() {
        return new Target(
                "xor",
                2,
                "−sgn x1 sgn x2",
                "1/(π²ξ1ξ2), principal value",
                x -> -Math.signum(x[0]) * Math.signum(x[1]),
                Spectrum.ofDensity(xi -> new Complex(1 / (Math.PI * Math.PI * xi[0] * xi[1]), 0), 1));
    }

    private static double square(double[] x) {
        return Arrays.stream(x).map(v -> v * v).sum();
    }
}
