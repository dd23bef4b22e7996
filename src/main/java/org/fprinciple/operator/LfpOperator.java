package org.fprinciple.operator;

import org.fprinciple.InvalidInputException;
import org.fprinciple.problem.Activation;
import org.fprinciple.problem.InitLaw;
import org.fprinciple.problem.ParameterLaw;
import org.fprinciple.problem.Parametrisation;
import org.fprinciple.problem.TwoLayerNet;
import org.jspecify.annotations.Nullable;

/**
 * The LFP operator: a weight, simplified (arXiv:1905.10264) or exact (arXiv:2010.08153), on R^d or on a box, and its
 * zero mode. Immutable; the methods with a new choice return a new operator. Where nothing is chosen it is simplified,
 * on R^d, with a free zero mode.
 */
public final class LfpOperator {
    private final FrequencyWeight weight;
    private final @Nullable AffinePart law;
    private final @Nullable NetworkMoments moments;
    private final boolean exact;
    private final @Nullable ModeGrid box;
    private final ZeroMode zeroMode;
    /** zhang2019: there is no x·x' k₂, so that the simplified operator is exact. */
    private final boolean withoutCross;

    private LfpOperator(
            FrequencyWeight weight,
            @Nullable AffinePart law,
            @Nullable NetworkMoments moments,
            boolean exact,
            @Nullable ModeGrid box,
            ZeroMode zeroMode,
            boolean withoutCross) {
        this.weight = weight;
        this.law = law;
        this.moments = moments;
        this.exact = exact;
        this.box = box;
        this.zeroMode = zeroMode;
        this.withoutCross = withoutCross;
    }

    /** ReLU, biases in the standard place. */
    public static LfpOperator of(InitLaw law, int dimension) {
        return of(law, Activation.RELU, Parametrisation.STANDARD_BIAS, dimension);
    }

    /**
     * The operator of a net drawn from a law.
     *
     * @param dimension d
     * @throws InvalidInputException for {@link Parametrisation#ZHANG2019} with d &gt; 1 or tanh, which have no formula,
     *     and for a bias whose density at 0 vanishes
     */
    public static LfpOperator of(InitLaw law, Activation activation, Parametrisation parametrisation, int dimension) {
        NetworkMoments moments = NetworkMoments.of(law, dimension);
        requireBias(moments);
        boolean uniform = law.w() instanceof ParameterLaw.Uniform;
        if (activation == Activation.TANH) {
            requireStandard(parametrisation, activation, dimension);
            FrequencyWeight weight = new TanhWeight(dimension, moments.biasDensity(), moments.aSquare(), law.w());
            return new LfpOperator(weight, new AffinePart(1, 0, 0), moments, false, null, ZeroMode.FREE, false);
        }
        if (parametrisation == Parametrisation.STANDARD_BIAS && uniform && dimension > 1) {
            double c = ((ParameterLaw.Uniform) law.w()).halfWidth();
            FrequencyWeight weight = new CubeReluWeight(dimension, moments.biasDensity(), moments.aSquare(), c);
            return new LfpOperator(weight, standardAffine(moments), moments, false, null, ZeroMode.FREE, false);
        }
        return ofMoments(moments, parametrisation);
    }

    /**
     * The operator of an actual net's neurons, their directions taken as isotropic.
     *
     * @param bias the law of the biases where it is known, else null: p_b(0) is estimated from the net
     */
    public static LfpOperator ofNet(TwoLayerNet net, Parametrisation parametrisation, @Nullable ParameterLaw bias) {
        NetworkMoments moments = NetworkMoments.of(net);
        return ofMoments(bias == null ? moments : moments.withBias(bias), parametrisation);
    }

    /**
     * The operator of a weight given directly; it knows no law for its zero mode.
     *
     * @throws InvalidInputException if γ² falls no faster than |ξ|^{−d}: then peaks of no width at the samples cost nothing,
     *     and the minimiser is trivial (arXiv:2105.11675; theory-notes/fp-norm.md §6)
     */
    public static LfpOperator ofWeight(FrequencyWeight weight) {
        double[] xi = new double[weight.dimension()];
        double[] power = new double[2];
        for (int i = 0; i < 2; i++) {
            xi[0] = i == 0 ? 1e3 : 1e6;
            power[i] = (weight.k1Hat(xi) + weight.k2Hat(xi)) * Math.pow(xi[0], weight.dimension());
        }
        if (power[0] > 0 && power[1] > 0.999 * power[0]) {
            throw new InvalidInputException(
                    "The weight is refused: γ² falls no faster than |ξ|^(-" + weight.dimension()
                            + "), so that the minimiser is trivial (peaks of no width at the samples): take one that falls faster.");
        }
        return new LfpOperator(weight, null, null, false, null, ZeroMode.FREE, false);
    }

    /** ReLU with isotropic w: A = C E r³/(16π⁴), B = C E a²r/(4π²), C = 2 p_b(0)/|S^{d−1}|. */
    private static LfpOperator ofMoments(NetworkMoments m, Parametrisation parametrisation) {
        requireBias(m);
        double pi4 = Math.pow(Math.PI, 4);
        if (parametrisation == Parametrisation.ZHANG2019) {
            requireStandard(parametrisation, Activation.RELU, m.dimension());
            double a = m.biasDensity() * (m.rSquare() + m.aSquare()) / (16 * pi4);
            double b = m.biasDensity() * m.aSquareRSquare() / (4 * Math.PI * Math.PI);
            double half = (m.rSquare() + m.aSquare()) / 2;
            AffinePart affine =
                    new AffinePart(half * m.biasSquare() + m.aSquareRSquare() / 2, half * m.biasMean(), half);
            return new LfpOperator(new PolyharmonicWeight(1, a, b), affine, m, false, null, ZeroMode.FREE, true);
        }
        FrequencyWeight weight = PolyharmonicWeight.ofRelu(m);
        return new LfpOperator(weight, standardAffine(m), m, false, null, ZeroMode.FREE, false);
    }

    /** E[b²; b &gt; 0] + P(b &gt; 0) (E r² x·x'/d + E a² (1 + x·x')). */
    private static AffinePart standardAffine(NetworkMoments m) {
        double on = m.biasPositive();
        return new AffinePart(
                m.biasSquarePositive() + on * m.aSquare(), 0, on * (m.rSquare() / m.dimension() + m.aSquare()));
    }

    private static void requireBias(NetworkMoments moments) {
        if (!(moments.biasDensity() > 1e-300)) {
            throw new InvalidInputException("The density of the bias at 0 is " + moments.biasDensity()
                    + ", so that γ² vanishes and nothing would be learned: take a law of b that covers 0.");
        }
    }

    private static void requireStandard(Parametrisation parametrisation, Activation activation, int dimension) {
        if (parametrisation == Parametrisation.ZHANG2019 && (activation != Activation.RELU || dimension != 1)) {
            throw new InvalidInputException("The parametrisation zhang2019 is defined for ReLU and one input, but here"
                    + " are " + activation.name().toLowerCase(java.util.Locale.ROOT) + " and " + dimension
                    + " input(s): use standard-bias.");
        }
    }

    /** The same, simplified: each frequency by itself. */
    public LfpOperator simplified() {
        return new LfpOperator(weight, law, moments, false, box, zeroMode, withoutCross);
    }

    /** The same, exact: with x·x' k₂. Under zhang2019 the two are one, there being no such term. */
    public LfpOperator exact() {
        return new LfpOperator(weight, law, moments, !withoutCross, box, zeroMode, withoutCross);
    }

    /** The same on R^d. */
    public LfpOperator inSpace() {
        return new LfpOperator(weight, law, moments, exact, null, zeroMode, withoutCross);
    }

    /**
     * The same on a periodic box.
     *
     * @param side L in normalised units
     * @param modes N, even: k = −N/2+1 … N/2−1 on each axis
     * @throws InvalidInputException if d &gt; 3, or side or modes are out of range
     */
    public LfpOperator onBox(double side, int modes) {
        return new LfpOperator(
                weight, law, moments, exact, new ModeGrid(dimension(), side, modes), zeroMode, withoutCross);
    }

    /** The same with another zero mode. */
    public LfpOperator zeroMode(ZeroMode mode) {
        return new LfpOperator(weight, law, moments, exact, box, mode, withoutCross);
    }

    /** The number of inputs, d. */
    public int dimension() {
        return weight.dimension();
    }

    /** k̂₁, k̂₂ and their twins. */
    public FrequencyWeight weight() {
        return weight;
    }

    /** The moments that the weight came from; null where it was given directly. */
    public @Nullable NetworkMoments moments() {
        return moments;
    }

    /** Whether x·x' k₂ is there; never under zhang2019. */
    public boolean isExact() {
        return exact;
    }

    /** The frequencies of the box; null on R^d. */
    public @Nullable ModeGrid box() {
        return box;
    }

    /** The zero mode. */
    public ZeroMode zeroMode() {
        return zeroMode;
    }

    /**
     * The kernel of training under this operator.
     *
     * @throws InvalidInputException if the zero mode cannot be had: a value on R^d, or {@code law} without a law
     */
    public Kernel kernel() {
        if (zeroMode.kind() == ZeroMode.Kind.LAW && law == null) {
            throw new InvalidInputException(
                    "The zero mode \"law\" needs an init law, but the weight was given directly: use free.");
        }
        if (box != null) {
            return new BoxKernel(weight, exact, zeroMode, zeroPart(box), box);
        }
        if (zeroMode.kind() == ZeroMode.Kind.VALUE) {
            throw new InvalidInputException("A zero mode of a given value needs a box (--domain box:L), because on R^d"
                    + " the frequency 0 alone has no weight: use free or law.");
        }
        return new SpatialKernel(weight, exact, zeroMode.kind() == ZeroMode.Kind.LAW ? law : null);
    }

    /** On a box the zero mode holds constants, and for the exact operator x_a. */
    private AffinePart zeroPart(ModeGrid grid) {
        return switch (zeroMode.kind()) {
            case FREE -> new AffinePart(0, 0, 0);
            case LAW -> new AffinePart(java.util.Objects.requireNonNull(law).constant(), 0, exact ? law.linear() : 0);
            case VALUE -> {
                double gamma2 = zeroMode.value() * zeroMode.value() / Math.pow(grid.side(), grid.dimension());
                yield new AffinePart(gamma2, 0, exact ? gamma2 : 0);
            }
        };
    }
}
