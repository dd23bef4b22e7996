package org.fprinciple.bound;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.apache.commons.math3.complex.Complex;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.backend.Backend;
import org.fprinciple.operator.BoxKernel;
import org.fprinciple.operator.FrequencyWeight;
import org.fprinciple.operator.Kernel;
import org.fprinciple.operator.KernelBlocks;
import org.fprinciple.operator.LfpOperator;
import org.fprinciple.operator.PolyharmonicWeight;
import org.fprinciple.operator.ZeroMode;
import org.fprinciple.problem.MergedSamples;
import org.fprinciple.problem.PointFunction;
import org.fprinciple.solution.LfpSolution;
import org.jspecify.annotations.Nullable;

/**
 * Q = ‖f − h_ini‖_γ, the FP-norm of the function behind the data, or what is known of it (theory-notes/bounds.md §2).
 *
 * @param value Q, or a bound of it
 * @param kind which
 * @param error how far off a numerical limit may be; 0 for a sum in closed form
 * @param of what was computed, in words
 * @param beyond what f has of modes beyond the grid of a box, up to a constant; {@link PointFunction#ZERO} where there are none
 */
public record FpNorm(double value, Kind kind, double error, String of, PointFunction beyond) {
    /** What the value is. */
    public enum Kind {
        /** Q itself: what it bounds is bounded. */
        EXACT,
        /** At least Q: what it bounds is bounded. */
        UPPER_BOUND,
        /** At most Q: it bounds nothing. */
        LOWER_BOUND
    }

    /** Coordinates may be off a whole number of waves by so much of them. */
    private static final double WHOLE = 1e-9;
    /** Periodic images of a target may reach so far into the samples' region, relative to its largest value. */
    private static final double IMAGES = 1e-12;

    private static final double NEGLIGIBLE = 1e-17;
    private static final double MOST_MODES = 2e7;

    /** Whether bounds with it are bounds. */
    public boolean bounds() {
        return kind != Kind.LOWER_BOUND;
    }

    /**
     * What the data alone say: Q ≥ Σ_i α_i (y_i − h_ini(x_i))/(αᵀKα)^{1/2} for every α that is orthogonal to the free functions, K
     * the kernel of all modes, beyond a box's grid too. Of some limits' α the one that says most is taken.
     *
     * @param solutions limits on the samples under this kernel, with or without a ridge
     * @param why Q itself is not known
     */
    public static FpNorm ofData(
            Kernel kernel, MergedSamples samples, PointFunction start, List<LfpSolution> solutions, String why) {
        double[] initial = start.at(samples.inputs());
        double largest = 0;
        for (LfpSolution solution : solutions) {
            double[] alpha = solution.alpha();
            double square = solution.fpNorm() * solution.fpNorm();
            if (kernel instanceof BoxKernel box) {
                square += box.truncation().quadraticTail(samples.inputs(), alpha);
            }
            double sum = 0;
            for (int i = 0; i < alpha.length; i++) {
                sum += alpha[i] * (samples.targets()[i] - initial[i]);
            }
            largest = square > 0 ? Math.max(largest, sum / Math.sqrt(square)) : largest;
        }
        return new FpNorm(
                largest,
                Kind.LOWER_BOUND,
                0,
                "the least norm of any function through the samples: " + why,
                PointFunction.ZERO);
    }

    /**
     * Q of a known target.
     *
     * @param region where f is wanted: beyond it f may be continued as costs least
     * @param operator null for the infinite-width kernel, under which no target's norm is known
     * @param start h_ini
     * @param ofData what the data say, and why no more, where Q is not known
     */
    public static FpNorm of(
            KnownTarget target,
            Region region,
            @Nullable LfpOperator operator,
            PointFunction start,
            Function<String, FpNorm> ofData,
            Backend backend) {
        if (operator == null) {
            return ofData.apply("under this kernel no target's norm is known");
        }
        if (operator.box() == null && operator.zeroMode().kind() != ZeroMode.Kind.FREE) {
            FpNorm norm = target.dimension() == 1 ? onKnots(target, region, operator.kernel(), start, backend) : null;
            return norm != null ? norm : ofData.apply("with this zero mode no target's norm is known on R^d");
        }
        boolean atRest = start == PointFunction.ZERO;
        BoxKernel box = operator.kernel() instanceof BoxKernel b ? b : null;
        FpNorm norm = null;
        if (box != null && atRest && target.target().spectrum().density() == null) {
            norm = periodicLines(target, operator, box);
        }
        if (norm == null && target.dimension() == 1 && operator.weight() instanceof PolyharmonicWeight weight) {
            norm = leastExtension(target, region, operator, weight, start, box, backend);
        }
        if (norm == null && target.dimension() > 1 && atRest) {
            norm = sumOfModes(target, region, operator, box);
        }
        if (norm == null) {
            return ofData.apply(whyUnknown(target, operator, atRest));
        }
        return operator.isExact()
                ? new FpNorm(
                        norm.value,
                        Kind.UPPER_BOUND,
                        norm.error,
                        norm.of + ", under the simplified operator, whose norm is never less",
                        norm.beyond)
                : norm;
    }

    /** Σ_k |f_k|²/γ_k² where every line of the spectrum is a mode of the box. */
    private static @Nullable FpNorm periodicLines(KnownTarget target, LfpOperator operator, BoxKernel box) {
        double side = box.grid().side();
        int cutoff = box.grid().cutoff();
        double zero = box.gammaSquare()[box.grid().zero()];
        Map<Double, Complex> lines = target.lines();
        double square = 0;
        boolean onGrid = true;
        for (Map.Entry<Double, Complex> line : lines.entrySet()) {
            double k = line.getKey() * side;
            // The error of a fast wave's count grows with it: past that nothing can be said of its phase.
            if (Math.abs(k - Math.rint(k)) > WHOLE || Math.ulp(k) > WHOLE) {
                return null;
            }
            onGrid &= Math.abs(Math.rint(k)) <= cutoff;
            double size = line.getValue().abs();
            square += size * size / (k == 0 ? zero : modeWeight(operator.weight(), new double[] {line.getKey()}, side));
        }
        PointFunction beyond = x -> {
            double[] sum = new double[x.numRows];
            lines.forEach((frequency, amplitude) -> {
                if (Math.abs(Math.rint(frequency * side)) > cutoff) {
                    for (int i = 0; i < sum.length; i++) {
                        double phase = 2 * Math.PI * frequency * x.data[i];
                        sum[i] += amplitude.getReal() * Math.cos(phase) - amplitude.getImaginary() * Math.sin(phase);
                    }
                }
            });
            return sum;
        };
        return new FpNorm(
                Math.sqrt(square),
                Kind.EXACT,
                0,
                "the target's own modes, which the box's period contains",
                onGrid ? PointFunction.ZERO : beyond);
    }

    private static double modeWeight(FrequencyWeight weight, double[] xi, double side) {
        return (weight.k1Hat(xi) + weight.k2Hat(xi)) / Math.pow(side, xi.length);
    }

    private static @Nullable FpNorm leastExtension(
            KnownTarget target,
            Region region,
            LfpOperator operator,
            PolyharmonicWeight weight,
            PointFunction start,
            @Nullable BoxKernel box,
            Backend backend) {
        double side = box == null ? Double.POSITIVE_INFINITY : box.grid().side();
        if (operator.zeroMode().kind() != ZeroMode.Kind.FREE
                || region.upper()[0] - region.lower()[0] >= side * (1 - WHOLE)) {
            return null;
        }
        PointFunction rest = rest(target, start);
        LeastExtension least = LeastExtension.of(rest, target.kinks(), region, weight, side);
        if (least == null) {
            return null;
        }
        PointFunction beyond = PointFunction.ZERO;
        if (box != null) {
            // The extension's modes on the grid, without those that are free.
            KernelBlocks blocks = operator.simplified().kernel().blocks(backend);
            beyond = x -> {
                double[] values = rest.at(x);
                for (int i = 0; i < values.length; i++) {
                    DMatrixRMaj row = blocks.of(DMatrixRMaj.wrap(1, 1, new double[] {x.data[i]}), least.knots());
                    values[i] -= PowerFunction.dot(row.data, least.alpha());
                }
                return values;
            };
        }
        return new FpNorm(
                least.norm(),
                Kind.EXACT,
                least.error(),
                "the least over all extensions of the target beyond its samples' domain and the evaluation points"
                        + (box == null ? "" : " that the box's period allows"),
                beyond);
    }

    /** f − h_ini. */
    private static PointFunction rest(KnownTarget target, PointFunction start) {
        return x -> {
            double[] values = target.at(x);
            double[] initial = start.at(x);
            for (int i = 0; i < values.length; i++) {
                values[i] -= initial[i];
            }
            return values;
        };
    }

    /** The least norm of one input under a kernel that is positive definite without free functions. */
    private static @Nullable FpNorm onKnots(
            KnownTarget target, Region region, Kernel kernel, PointFunction start, Backend backend) {
        LeastExtension least = LeastExtension.of(rest(target, start), target.kinks(), region, kernel, backend);
        return least == null
                ? null
                : new FpNorm(
                        least.norm(),
                        Kind.EXACT,
                        least.error(),
                        "the least over all extensions of the target beyond its samples' domain and the evaluation points",
                        PointFunction.ZERO);
    }

    /** L^{−d} Σ_k |f̂(k/L)|²/γ²(k/L) for a spectrum that falls fast: on a box as it is, on R^d as a fine trapezoidal rule. */
    private static @Nullable FpNorm sumOfModes(
            KnownTarget target, Region region, LfpOperator operator, @Nullable BoxKernel box) {
        if (target.target().spectrum().density() == null
                || target.target().spectrum().power() < Double.POSITIVE_INFINITY
                || target.dimension() > 3
                || operator.zeroMode().kind() != ZeroMode.Kind.FREE) {
            return null;
        }
        if (box != null) {
            double side = box.grid().side();
            double[] sum = sum(target, operator.weight(), side);
            if (sum == null || sum[1] > box.grid().cutoff() || images(target, region, side) > IMAGES) {
                return null;
            }
            return new FpNorm(
                    Math.sqrt(sum[0]), Kind.EXACT, 0, "the modes of the target, repeated", PointFunction.ZERO);
        }
        double last = Double.NaN;
        for (double side = 4; ; side *= 2) {
            double[] sum = sum(target, operator.weight(), side);
            if (sum == null) {
                return null;
            }
            if (Math.abs(sum[0] - last) <= 1e-9 * sum[0]) {
                double norm = Math.sqrt(sum[0]);
                return new FpNorm(
                        norm,
                        Kind.EXACT,
                        norm * Math.abs(sum[0] - last) / sum[0],
                        "the target itself on all of R^d",
                        PointFunction.ZERO);
            }
            last = sum[0];
        }
    }

    /** The sum by shells ‖k‖∞ = 1, 2, …, and the last of them; null where it does not end soon enough. */
    private static double @Nullable [] sum(KnownTarget target, FrequencyWeight weight, double side) {
        int d = target.dimension();
        double sum = 0;
        int small = 0;
        int[] k = new int[d];
        double[] xi = new double[d];
        for (int shell = 1; Math.pow(2.0 * shell + 1, d) <= MOST_MODES; shell++) {
            double part = 0;
            for (int c = 0; c < d; c++) {
                k[c] = -shell;
            }
            boolean more = true;
            while (more) {
                int largest = 0;
                for (int c = 0; c < d; c++) {
                    xi[c] = k[c] / side;
                    largest = Math.max(largest, Math.abs(k[c]));
                }
                if (largest == shell) {
                    part += target.power(xi) / (weight.k1Hat(xi) + weight.k2Hat(xi));
                }
                more = next(k, shell, largest);
            }
            sum += part;
            small = part <= NEGLIGIBLE * sum ? small + 1 : 0;
            if (small == 2) {
                return new double[] {sum / Math.pow(side, d), shell};
            }
        }
        return null;
    }

    /** The next k of the shell in C order; the inside is jumped over along the last axis. */
    private static boolean next(int[] k, int shell, int largest) {
        int last = k.length - 1;
        boolean inside = true;
        for (int c = 0; c < last; c++) {
            inside &= Math.abs(k[c]) < shell;
        }
        if (inside && largest == shell && k[last] == -shell) {
            k[last] = shell;
            return true;
        }
        for (int c = last; c >= 0; c--) {
            if (k[c] < shell) {
                k[c]++;
                return true;
            }
            k[c] = -shell;
        }
        return false;
    }

    /** The largest image of the target, a period away, on a lattice of the region, relative to the target there. */
    private static double images(KnownTarget target, Region region, double side) {
        int d = target.dimension();
        int perAxis = 9;
        int points = (int) Math.pow(perAxis, d);
        int shifts = (int) Math.pow(3, d);
        DMatrixRMaj x = new DMatrixRMaj(points * shifts, d);
        for (int i = 0; i < x.numRows; i++) {
            int place = i / shifts;
            int shift = i % shifts;
            for (int c = 0; c < d; c++) {
                double share = place % perAxis / (perAxis - 1.0);
                x.set(
                        i,
                        c,
                        region.lower()[c] + share * (region.upper()[c] - region.lower()[c]) + side * (shift % 3 - 1));
                place /= perAxis;
                shift /= 3;
            }
        }
        double[] values = target.at(x);
        double offset = target.map().targetToUnit(0);
        double image = 0;
        double own = 0;
        for (int i = 0; i < values.length; i++) {
            double size = Math.abs(values[i] - offset);
            if (i % shifts == shifts / 2) {
                own = Math.max(own, size);
            } else {
                image = Math.max(image, size);
            }
        }
        return image / own;
    }

    private static String whyUnknown(KnownTarget target, LfpOperator operator, boolean atRest) {
        // γ² falls as |ξ|^{−(d+s)}; the norm is finite for spectra that fall faster than |ξ|^{−1−s/2} along every line.
        double s = operator.weight() instanceof PolyharmonicWeight weight && weight.b() == 0 ? 3 : 1;
        if (atRest && target.target().spectrum().power() <= 1 + s / 2) {
            return String.format(
                    Locale.ROOT,
                    "%s as a function of R^d has no finite FP-norm (its spectrum falls as |xi|^-%.0f only)",
                    target.target().name(),
                    target.target().spectrum().power());
        }
        if (operator.box() != null) {
            return target.target().name()
                    + " is not periodic on this box as it is, and no least periodic extension is computed here"
                    + " (that takes one input, a ReLU law and --zero-mode free)";
        }
        return "for " + target.target().name() + " with this law, zero mode or start none is known";
    }
}
