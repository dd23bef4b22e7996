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
        if (!(a >= 0 && b >= 0) || Double.isInfinite(a) || Double.isInfinite(b)) {
            throw new InvalidInputException("The weight A = " + a + ", B = " + b
                    + " is refused: γ² = A/|ξ|^(d+3) + B/|ξ|^(d+1) must not be negative, and must be finite.");
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
    public FreeFunctions freeFunctions() {
        return a > 0 ? FreeFunctions.AFFINE : FreeFunctions.CONSTANT;
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
