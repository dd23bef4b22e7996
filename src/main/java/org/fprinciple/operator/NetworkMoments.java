package org.fprinciple.operator;

import java.util.stream.DoubleStream;
import org.apache.commons.math3.special.Erf;
import org.apache.commons.math3.special.Gamma;
import org.fprinciple.problem.InitLaw;
import org.fprinciple.problem.ParameterLaw;
import org.fprinciple.problem.TwoLayerNet;

/**
 * The moments of a law, or of an actual net's neurons, that the LFP operator needs; r = ‖w‖
 * (theory-notes/operator.md §3).
 *
 * @param dimension d
 * @param biasDensity p_b(0)
 * @param biasDensityError standard error of p_b(0) where it was estimated from a net's biases, else 0
 * @param biasMean E b
 * @param biasSquare E b²
 * @param biasPositive P(b &gt; 0)
 * @param biasSquarePositive E[b²; b &gt; 0]
 * @param r E r
 * @param rSquare E r²
 * @param rCube E r³
 * @param aSquare E a²
 * @param aSquareR E a² r
 * @param aSquareRSquare E a² r²
 * @param aSquareRCube E a² r³
 */
public record NetworkMoments(
        int dimension,
        double biasDensity,
        double biasDensityError,
        double biasMean,
        double biasSquare,
        double biasPositive,
        double biasSquarePositive,
        double r,
        double rSquare,
        double rCube,
        double aSquare,
        double aSquareR,
        double aSquareRSquare,
        double aSquareRCube) {

    /** The moments of an init law: closed forms for normal w, quadrature to 1e−9 for uniform w in d ≥ 2. */
    public static NetworkMoments of(InitLaw law, int dimension) {
        double r = normMoment(law.w(), dimension, 1);
        double r3 = normMoment(law.w(), dimension, 3);
        double r2 = dimension * law.w().secondMoment();
        double a2 = law.a().secondMoment();
        return new NetworkMoments(
                dimension,
                law.b().densityAtZero(),
                0,
                law.b().mean(),
                law.b().secondMoment(),
                law.b().positiveShare(),
                law.b().positiveSecondMoment(),
                r,
                r2,
                r3,
                a2,
                a2 * r,
                a2 * r2,
                a2 * r3);
    }

    /**
     * The moments of a net's own neurons; p_b(0) by a normal kernel density estimate (Silverman's bandwidth), with its
     * standard error.
     */
    public static NetworkMoments of(TwoLayerNet net) {
        int m = net.width();
        int d = net.dimension();
        double[] sums = new double[11];
        for (int j = 0; j < m; j++) {
            double r2 = 0;
            for (int c = 0; c < d; c++) {
                double v = net.w().get(j, c);
                r2 += v * v;
            }
            double r = Math.sqrt(r2);
            double a2 = net.a()[j] * net.a()[j];
            double b = net.b()[j];
            double[] terms = {
                b, b * b, b > 0 ? 1 : 0, b > 0 ? b * b : 0, r, r2, r2 * r, a2, a2 * r, a2 * r2, a2 * r2 * r
            };
            for (int q = 0; q < terms.length; q++) {
                sums[q] += terms[q] / m;
            }
        }
        double deviation = Math.sqrt(Math.max(0, sums[1] - sums[0] * sums[0]));
        // The antisymmetric start holds every neuron twice, which tells no more of the law than once.
        double independent = DoubleStream.of(net.b()).distinct().count();
        double bandwidth = 1.06 * deviation * Math.pow(independent, -0.2);
        double density = 0;
        for (double b : net.b()) {
            double z = b / bandwidth;
            density += Math.exp(-z * z / 2) / (Math.sqrt(2 * Math.PI) * bandwidth * m);
        }
        double error = Math.sqrt(density / (2 * Math.sqrt(Math.PI) * independent * bandwidth));
        return new NetworkMoments(
                d, density, error, sums[0], sums[1], sums[2], sums[3], sums[4], sums[5], sums[6], sums[7], sums[8],
                sums[9], sums[10]);
    }

    /** The same with the bias of a known law in place of an estimate. */
    public NetworkMoments withBias(ParameterLaw bias) {
        return new NetworkMoments(
                dimension,
                bias.densityAtZero(),
                0,
                bias.mean(),
                bias.secondMoment(),
                bias.positiveShare(),
                bias.positiveSecondMoment(),
                r,
                rSquare,
                rCube,
                aSquare,
                aSquareR,
                aSquareRSquare,
                aSquareRCube);
    }

    /** E r^p for w with independent coordinates of one law, p = 1 or 3. */
    private static double normMoment(ParameterLaw w, int d, int p) {
        if (w instanceof ParameterLaw.Normal normal) {
            return Math.pow(normal.sigma(), p)
                    * Math.pow(2, p / 2.0)
                    * Math.exp(Gamma.logGamma((d + p) / 2.0) - Gamma.logGamma(d / 2.0));
        }
        double c = ((ParameterLaw.Uniform) w).halfWidth();
        if (d == 1) {
            return p == 1 ? c / 2 : c * c * c / 4;
        }
        return Math.pow(c, p) * unitCubeNormMoment(d, p);
    }

    /**
     * E r^p on [−1, 1]^d from the Laplace transform of r², g(v)^d = E e^{−v² r²} with g(v) = √π erf(v)/(2v):
     * E r = π^{−1/2} ∫ (1 − g^d)/v² dv, E r³ = (3/(2√π)) ∫ (g^d − 1 + v² E r²)/v⁴ dv.
     */
    private static double unitCubeNormMoment(int d, int p) {
        double m2 = d / 3.0;
        // Cumulants of x² for x uniform on [−1, 1]: 1/3, 4/45, 16/945.
        double m4 = m2 * m2 + d * 4 / 45.0;
        double m6 = m2 * m2 * m2 + 3 * m2 * d * 4 / 45.0 + d * 16 / 945.0;
        // Below: the integrand's series; above: its algebraic tail, g^d being (√π/(2v))^d there.
        double from = 0.03 / Math.sqrt(d);
        double to = 400;
        Quadrature rule = Quadrature.doublingPanels(from, to, 16);
        double cube = from * from * from;
        double sum = p == 1 ? m2 * from - m4 / 6 * cube + m6 / 30 * cube * from * from : m4 / 2 * from - m6 / 18 * cube;
        double gTail = Math.pow(Math.sqrt(Math.PI) / (2 * to), d) / to;
        for (int q = 0; q < rule.size(); q++) {
            double v = rule.node(q);
            double g = Math.pow(Math.sqrt(Math.PI) * Erf.erf(v) / (2 * v), d);
            sum += rule.weight(q) * (p == 1 ? (1 - g) / (v * v) : (g - 1 + v * v * m2) / (v * v * v * v));
        }
        return p == 1
                ? (sum + 1 / to - gTail / (d + 1)) / Math.sqrt(Math.PI)
                : 1.5 / Math.sqrt(Math.PI) * (sum + m2 / to - (1.0 / 3 - gTail * to / (d + 3)) / (to * to * to));
    }
}
