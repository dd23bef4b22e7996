package org.fprinciple.operator;

import org.apache.commons.math3.special.Gamma;
import org.fprinciple.InvalidInputException;

/**
 * γ²(ξ) = A/|ξ|^{d+3} + B/|ξ|^{d+1}: ReLU with an isotropic law of w, and whatever {@code --weight A,B} says. In real
 * space k₁ = A c_d(3) |u|³ and k₂ = B c_d(1) |u|, polyharmonic splines (theory-notes/operator.md §4).
 */
public final class PolyharmonicWeight implements FrequencyWeight {
    private final int dimension;
    private final double a;
    private final double b;
    private final double cubic;
    private final double linear;

    /**
     * @param dimension d ≥ 1
     * @param a A ≥ 0, the amplitude of |ξ|^{−(d+3)}
     * @param b B ≥ 0, the amplitude of |ξ|^{−(d+1)}; one of the two must be positive
     * @throws InvalidInputException if an amplitude is negative or not finite, or both are 0
     */
    public PolyharmonicWeight(int dimension, double a, double b) {
        if (!inRange(a) || !inRange(b)) {
            throw new InvalidInputException(
                    "The weight A = " + a + ", B = " + b
                            + " is refused: γ² = A/|ξ|^(d+3) + B/|ξ|^(d+1) must not be negative, and amplitudes other than 0 must lie between 1e-150 and 1e150.");
        }
        if (a == 0 && b == 0) {
            throw new InvalidInputException("The weight A = 0, B = 0 is refused: γ² would vanish, so that nothing would"
                    + " be learned; one of them must be positive.");
        }
        this.dimension = dimension;
        this.a = a;
        this.b = b;
        // Where an amplitude is 0 the constant must not turn it into NaN in high dimensions.
        this.cubic = a == 0 ? 0 : a * splineConstant(dimension, 3);
        this.linear = b == 0 ? 0 : b * splineConstant(dimension, 1);
    }

    private PolyharmonicWeight(int dimension, double a, double b, double cubic, double linear) {
        this.dimension = dimension;
        this.a = a;
        this.b = b;
        this.cubic = cubic;
        this.linear = linear;
    }

    private static boolean inRange(double amplitude) {
        return amplitude == 0 || (amplitude >= 1e-150 && amplitude <= 1e150);
    }

    /**
     * The weight of a ReLU net with isotropic w: A = C E r³/(16π⁴), B = C E a²r/(4π²), C = 2 p_b(0)/|S^{d−1}|. Real space
     * takes k₁ = p_b(0) E|w·u|³/12 and k₂ = −p_b(0) E[a²|w·u|]/2 without the detour over A and B, which overflow for
     * d ≥ 440.
     *
     * @throws InvalidInputException if a moment is too large or too small for float64
     */
    static PolyharmonicWeight ofRelu(NetworkMoments m) {
        int d = m.dimension();
        double c = 2 * m.biasDensity() / Points.sphereArea(d);
        double cubic = m.biasDensity() * m.rCube() * cosineMoment(d, 3) / 12;
        double linear = -m.biasDensity() * m.aSquareR() * cosineMoment(d, 1) / 2;
        if (!inRange(cubic) || !inRange(-linear) || (cubic == 0 && linear == 0)) {
            throw new InvalidInputException("The init law is refused: its kernel " + cubic + " |u|^3 + " + linear
                    + " |u| is beyond the range of float64, so take standard deviations nearer to 1.");
        }
        return new PolyharmonicWeight(
                d,
                c * m.rCube() / (16 * Math.pow(Math.PI, 4)),
                c * m.aSquareR() / (4 * Math.PI * Math.PI),
                cubic,
                linear);
    }

    /** E|cos θ|^p between a fixed and a random direction, Γ(d/2) Γ((p+1)/2) / (√π Γ((d+p)/2)). */
    private static double cosineMoment(int d, int p) {
        return Gamma.gamma((p + 1) / 2.0)
                / Math.sqrt(Math.PI)
                * Math.exp(Gamma.logGamma(d / 2.0) - Gamma.logGamma((d + p) / 2.0));
    }

    /** c_d(s) = π^{s+d/2} Γ(−s/2) / Γ((d+s)/2), the factor in F^{−1} |ξ|^{−(d+s)} = c_d(s) |x|^s for odd s. */
    static double splineConstant(int d, int s) {
        double sign = Math.signum(Gamma.gamma(-s / 2.0));
        return sign
                * Math.exp((s + d / 2.0) * Math.log(Math.PI)
                        + Math.log(Math.abs(Gamma.gamma(-s / 2.0)))
                        - Gamma.logGamma((d + s) / 2.0));
    }

    /** A. */
    public double a() {
        return a;
    }

    /** B. */
    public double b() {
        return b;
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public double k1Hat(double[] xi) {
        return a == 0 ? 0 : a / Math.pow(Points.norm(xi), dimension + 3);
    }

    @Override
    public double k2Hat(double[] xi) {
        return b == 0 ? 0 : b / Math.pow(Points.norm(xi), dimension + 1);
    }

    @Override
    public double k1(double[] u) {
        double r = Points.norm(u);
        return cubic * r * r * r;
    }

    @Override
    public double k2(double[] u) {
        return linear * Points.norm(u);
    }

    @Override
    public RadialWeight radial() {
        return new RadialWeight(cubic, linear);
    }

    @Override
    public FreeFunctions freeFunctions() {
        return cubic != 0 ? FreeFunctions.AFFINE : FreeFunctions.CONSTANT;
    }

    @Override
    public double k1RadialTail(double[] y, double cut) {
        return k1Hat(y) / (3 * cut * cut * cut);
    }

    @Override
    public double k2RadialTail(double[] y, double cut) {
        return k2Hat(y) / cut;
    }

    @Override
    public String toString() {
        return "A = " + a + ", B = " + b;
    }
}
