package org.fprinciple.operator;

import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.random.SobolSequenceGenerator;
import org.apache.commons.math3.special.Erf;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.InvalidInputException;
import org.fprinciple.backend.Columns;
import org.fprinciple.backend.PairFormula;
import org.fprinciple.problem.InitLaw;
import org.fprinciple.problem.ParameterLaw;
import org.jspecify.annotations.Nullable;

/**
 * The kernel of gradient flow at infinite width, K_∞ = E[σ(z)σ(z')] + E[a²] (1 + x·x') E[σ'(z)σ'(z')] for a ReLU net
 * a σ(w·x + b): the reference that LFP approximates (theory-notes/operator.md §9).
 *
 * <p>Centred normal laws of w and b: the closed form of Cho and Saul (2009), to rounding. Other laws: the bias
 * integrated in closed form, w by quadrature (Gauss–Legendre for d = 1, a Sobol sequence otherwise), with the error
 * that {@link #quadratureError} measures.
 */
public final class InfiniteWidthKernel extends PairwiseKernel {
    private static final int NODES = 1 << 12;

    private final int dimension;
    private final InitLaw law;
    private final double a2;
    private final double[][] nodes;
    private final double[] weights;

    private InfiniteWidthKernel(int dimension, InitLaw law, double[][] nodes, double[] weights) {
        this.dimension = dimension;
        this.law = law;
        this.a2 = law.a().secondMoment();
        this.nodes = nodes;
        this.weights = weights;
    }

    /**
     * K_∞ of a ReLU net with biases in the standard place.
     *
     * @param law the init law
     * @param dimension d; for laws without a closed form at most 20
     */
    public static InfiniteWidthKernel of(InitLaw law, int dimension) {
        return of(law, dimension, NODES);
    }

    private static InfiniteWidthKernel of(InitLaw law, int dimension, int count) {
        if (law.w() instanceof ParameterLaw.Normal
                && law.b() instanceof ParameterLaw.Normal
                && law.b().mean() == 0) {
            return new InfiniteWidthKernel(dimension, law, new double[0][], new double[0]);
        }
        if (dimension > 20) {
            throw new InvalidInputException("The infinite-width kernel of " + law
                    + " has no closed form and its quadrature serves at most 20 inputs, but the data have " + dimension
                    + ": take centred normal laws of w and b.");
        }
        double[][] nodes = new double[count][dimension];
        double[] weights = new double[count];
        if (dimension == 1) {
            double end = law.w() instanceof ParameterLaw.Normal n
                    ? 9 * n.sigma()
                    : ((ParameterLaw.Uniform) law.w()).halfWidth();
            Quadrature rule = Quadrature.uniformPanels(0, end, count / 16, 16);
            for (int q = 0; q < count; q++) {
                // w is symmetric, but its sign matters where b has a mean: half of the nodes on each side.
                double v = rule.node(q);
                nodes[q][0] = q % 2 == 0 ? v : -v;
                weights[q] = rule.weight(q) * 2 * law.w().density(v);
            }
            return symmetric(dimension, law, nodes, weights);
        }
        SobolSequenceGenerator sobol = new SobolSequenceGenerator(dimension);
        NormalDistribution normal = new NormalDistribution(null, 0, 1);
        for (int q = 0; q < count; q++) {
            // The first 2^k points fill cells of side 2^−k; their corners are moved to the middle, off 0.
            double[] point = sobol.nextVector();
            weights[q] = 1.0 / count;
            for (int c = 0; c < dimension; c++) {
                point[c] += 0.5 / count;
                nodes[q][c] = law.w() instanceof ParameterLaw.Normal n
                        ? n.sigma() * normal.inverseCumulativeProbability(point[c])
                        : ((ParameterLaw.Uniform) law.w()).halfWidth() * (2 * point[c] - 1);
            }
        }
        return symmetric(dimension, law, nodes, weights);
    }

    /** Every node with ±: odd parts cancel exactly, as they do under a symmetric law. */
    private static InfiniteWidthKernel symmetric(int dimension, InitLaw law, double[][] nodes, double[] weights) {
        int m = nodes.length;
        double[][] both = new double[2 * m][dimension];
        double[] half = new double[2 * m];
        for (int q = 0; q < m; q++) {
            for (int c = 0; c < dimension; c++) {
                both[q][c] = nodes[q][c];
                both[m + q][c] = -nodes[q][c];
            }
            half[q] = weights[q] / 2;
            half[m + q] = weights[q] / 2;
        }
        return new InfiniteWidthKernel(dimension, law, both, half);
    }

    /** Whether the laws have a closed form. */
    public boolean isClosedForm() {
        return nodes.length == 0;
    }

    /**
     * An estimate of the quadrature's error: the largest difference to the rule with half as many nodes over the given
     * points, relative to the largest K; 0 for a closed form. Where the closed form is known the true error was at most
     * 1.3 times this (InfiniteWidthKernelTest).
     *
     * @param x points (n, d)
     */
    public double quadratureError(DMatrixRMaj x) {
        if (isClosedForm()) {
            return 0;
        }
        Columns columns = new Columns(x);
        InfiniteWidthKernel coarse = of(law, dimension, NODES / 2);
        double difference = 0;
        double largest = 0;
        double[] fine = new double[x.numRows];
        double[] half = new double[x.numRows];
        for (int i = 0; i < x.numRows; i++) {
            row(point(x, i), columns, 0, i + 1, fine);
            coarse.row(point(x, i), columns, 0, i + 1, half);
            for (int j = 0; j <= i; j++) {
                difference = Math.max(difference, Math.abs(fine[j] - half[j]));
                largest = Math.max(largest, Math.abs(fine[j]));
            }
        }
        return difference / largest;
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public FreeFunctions freeFunctions() {
        return FreeFunctions.NONE;
    }

    @Override
    public void row(double[] point, Columns z, int from, int count, double[] out) {
        double[] other = new double[dimension];
        for (int t = 0; t < count; t++) {
            z.get(from + t, other);
            out[t] = isClosedForm() ? closedForm(point, other) : byQuadrature(point, other);
        }
    }

    @Override
    public @Nullable PairFormula formula() {
        return isClosedForm()
                ? new PairFormula.ArcCosine(
                        ((ParameterLaw.Normal) law.w()).sigma(), ((ParameterLaw.Normal) law.b()).sigma(), a2)
                : null;
    }

    private double closedForm(double[] x, double[] z) {
        double sw = ((ParameterLaw.Normal) law.w()).sigma();
        double sb = ((ParameterLaw.Normal) law.b()).sigma();
        double dot = Points.dot(x, z);
        double xx = Points.dot(x, x);
        double gram = sw * sw * dot + sb * sb;
        // |v ∧ v'| of v = (σ_w x, σ_b), through u = z − x: near θ = 0 the difference of squares would cancel.
        double uu = 0;
        double xu = 0;
        for (int c = 0; c < x.length; c++) {
            double u = z[c] - x[c];
            uu += u * u;
            xu += x[c] * u;
        }
        double wedge = sw * Math.sqrt(sb * sb * uu + sw * sw * Math.max(0, xx * uu - xu * xu));
        double theta = Math.atan2(wedge, gram);
        double angle = (Math.PI - theta) / (2 * Math.PI);
        return wedge / (2 * Math.PI) + angle * gram + a2 * (1 + dot) * angle;
    }

    private double byQuadrature(double[] x, double[] z) {
        double sum = 0;
        double outer = a2 * (1 + Points.dot(x, z));
        for (int k = 0; k < nodes.length; k++) {
            double p = Points.dot(nodes[k], x);
            double q = Points.dot(nodes[k], z);
            sum += weights[k] * (biasMean(p, q) + outer * activeShare(Math.min(p, q)));
        }
        return sum;
    }

    /** P(b &gt; −t). */
    private double activeShare(double t) {
        if (law.b() instanceof ParameterLaw.Normal n) {
            return 0.5 * Erf.erfc(-(t + n.mean()) / (n.sigma() * Math.sqrt(2)));
        }
        double v = ((ParameterLaw.Uniform) law.b()).halfWidth();
        return Math.min(1, Math.max(0, (v + t) / (2 * v)));
    }

    /** E_b[(p + b)₊ (q + b)₊]: the moments of b above −min(p, q). */
    private double biasMean(double p, double q) {
        double t = Math.min(p, q);
        if (law.b() instanceof ParameterLaw.Normal n) {
            // b = μ + σ s, s > s₀: E[s^0], E[s^1], E[s^2] of the truncated normal.
            double s0 = -(t + n.mean()) / n.sigma();
            double m0 = 0.5 * Erf.erfc(s0 / Math.sqrt(2));
            double m1 = Math.exp(-s0 * s0 / 2) / Math.sqrt(2 * Math.PI);
            double m2 = m0 + s0 * m1;
            double pp = p + n.mean();
            double qq = q + n.mean();
            return pp * qq * m0 + (pp + qq) * n.sigma() * m1 + n.sigma() * n.sigma() * m2;
        }
        double v = ((ParameterLaw.Uniform) law.b()).halfWidth();
        double from = Math.min(v, Math.max(-v, -t));
        double share = v - from;
        // ∫ (p + b)(q + b) db over [from, v], divided by 2v.
        double b1 = (v * v - from * from) / 2;
        double b2 = (v * v * v - from * from * from) / 3;
        return (p * q * share + (p + q) * b1 + b2) / (2 * v);
    }
}
