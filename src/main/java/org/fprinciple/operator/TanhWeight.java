package org.fprinciple.operator;

import org.fprinciple.problem.ParameterLaw;

/**
 * tanh, |σ̂(η)|² = π² csch²(π²η). In Fourier space, along the ray of direction e = ξ/|ξ| through the density f_w of w,
 * k̂₁(ξ) = 2 p_b(0) |ξ|^{1−d} ∫ f_w(ρe) ρ^{d−2} |σ̂(|ξ|/ρ)|² dρ, and k̂₂ the same with E[a²] 4π² (|ξ|/ρ)² inside; in
 * real space, with s = w·u and φ its characteristic function,
 * k₁ = −2 p_b(0) E[s coth s] = −p_b(0) (2 + 2∫₀^∞ |σ̂|² (1 − φ(2πη)) dη) and
 * k₂ = p_b(0) E[a²] 2∫₀^∞ 4π²η² |σ̂|² φ(2πη) dη (theory-notes/operator.md §6). Both integrals are held to 1e−9, and to
 * 3e−9 where w·u exceeds 100 (FrequencyWeightTest).
 */
final class TanhWeight implements FrequencyWeight {
    // |σ̂|² falls as e^{−2π²η}: nothing is left at η = 2. Panels halve towards 0, where φ has its layer.
    private static final Quadrature ETA = Quadrature.halvingPanels(2, 10, 24);
    private static final double[] POWER = powers(ETA);
    // For projections w·u that are long, so that a uniform law's φ oscillates.
    private static final Quadrature FINE_ETA = Quadrature.halvingPanels(2, 10, 8, 24);
    private static final double[] FINE_POWER = powers(FINE_ETA);
    private static final double LONG = 5;
    // For a normal law, whose φ has its layer at η ~ 1/(2π σ|u|): resolved to σ|u| ~ 1e5.
    private static final Quadrature LAYER_ETA = Quadrature.halvingPanels(2, 26, 16);
    private static final double[] LAYER_POWER = powers(LAYER_ETA);

    private static double[] powers(Quadrature eta) {
        double[] powers = new double[eta.size()];
        for (int q = 0; q < powers.length; q++) {
            powers[q] = eta.weight(q) * power(eta.node(q));
        }
        return powers;
    }

    private final int dimension;
    private final double biasDensity;
    private final double a2;
    private final ParameterLaw w;

    TanhWeight(int dimension, double biasDensity, double a2, ParameterLaw w) {
        this.dimension = dimension;
        this.biasDensity = biasDensity;
        this.a2 = a2;
        this.w = w;
    }

    /** |σ̂(η)|² = π² csch²(π²η), η &gt; 0. */
    private static double power(double eta) {
        double x = Math.PI * Math.PI * eta;
        double fall = Math.exp(-2 * x);
        double oneMinus = -Math.expm1(-2 * x);
        return Math.PI * Math.PI * 4 * fall / (oneMinus * oneMinus);
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public double k1Hat(double[] xi) {
        return alongRay(xi, false);
    }

    @Override
    public double k2Hat(double[] xi) {
        return a2 * 4 * Math.PI * Math.PI * alongRay(xi, true);
    }

    /** 2 p_b(0) |ξ|^{1−d} ∫ f_w(ρe) ρ^{d−2} |σ̂(|ξ|/ρ)|² [(|ξ|/ρ)²] dρ. */
    private double alongRay(double[] xi, boolean squared) {
        double frequency = Points.norm(xi);
        double end = w instanceof ParameterLaw.Normal normal
                ? 9 * normal.sigma()
                : new Cube(((ParameterLaw.Uniform) w).halfWidth()).rayLength(xi);
        double sum = 0;
        for (int q = 0; q < ETA.size(); q++) {
            double rho = ETA.node(q) / ETA.end() * end;
            double eta = frequency / rho;
            double value = density(rho) * Math.pow(rho, dimension - 2) * power(eta);
            sum += ETA.weight(q) / ETA.end() * end * (squared ? value * eta * eta : value);
        }
        return 2 * biasDensity * Math.pow(frequency, 1 - dimension) * sum;
    }

    /** f_w at distance ρ from the origin (inside the cube, where w is uniform). */
    private double density(double rho) {
        if (w instanceof ParameterLaw.Normal normal) {
            double z = rho / normal.sigma();
            return Math.exp(-z * z / 2) / Math.pow(Math.sqrt(2 * Math.PI) * normal.sigma(), dimension);
        }
        return new Cube(((ParameterLaw.Uniform) w).halfWidth()).density(dimension);
    }

    /** E cos(t w·u). */
    private double characteristic(double t, double[] u) {
        if (w instanceof ParameterLaw.Normal normal) {
            double z = t * normal.sigma() * Points.norm(u);
            return Math.exp(-z * z / 2);
        }
        return new Cube(((ParameterLaw.Uniform) w).halfWidth()).characteristic(t, u);
    }

    /** 1 − E cos(t w·u) without cancellation: the weights of small η are large, and would magnify its rounding. */
    private double oneMinusCharacteristic(double t, double[] u) {
        if (w instanceof ParameterLaw.Normal normal) {
            double z = t * normal.sigma() * Points.norm(u);
            return -Math.expm1(-z * z / 2);
        }
        return new Cube(((ParameterLaw.Uniform) w).halfWidth()).oneMinusCharacteristic(t, u);
    }

    /** The rule that resolves φ for projections on u. */
    private Quadrature rule(double[] u) {
        if (w instanceof ParameterLaw.Normal normal) {
            return normal.sigma() * Points.norm(u) > LONG ? LAYER_ETA : ETA;
        }
        double sum = 0;
        for (double x : u) {
            sum += Math.abs(x);
        }
        return ((ParameterLaw.Uniform) w).halfWidth() * sum > LONG ? FINE_ETA : ETA;
    }

    /** The rule's weights times |σ̂|². */
    private static double[] power(Quadrature rule) {
        return rule == ETA ? POWER : rule == FINE_ETA ? FINE_POWER : LAYER_POWER;
    }

    @Override
    public double k1(double[] u) {
        Quadrature eta = rule(u);
        double[] power = power(eta);
        double sum = 0;
        for (int q = 0; q < power.length; q++) {
            sum += power[q] * oneMinusCharacteristic(2 * Math.PI * eta.node(q), u);
        }
        return -biasDensity * (2 + 2 * sum);
    }

    @Override
    public double k2(double[] u) {
        Quadrature eta = rule(u);
        double[] power = power(eta);
        double sum = 0;
        for (int q = 0; q < power.length; q++) {
            double z = 2 * Math.PI * eta.node(q);
            sum += power[q] * z * z * characteristic(z, u);
        }
        return biasDensity * a2 * 2 * sum;
    }

    @Override
    public FreeFunctions freeFunctions() {
        return FreeFunctions.CONSTANT;
    }

    @Override
    public double k1RadialTail(double[] y, double cut) {
        return radialTail(y, cut, false);
    }

    @Override
    public double k2RadialTail(double[] y, double cut) {
        return radialTail(y, cut, true);
    }

    private double radialTail(double[] y, double cut, boolean second) {
        double sum = 0;
        double[] xi = new double[dimension];
        double from = cut;
        // γ² falls faster than any power: a few doublings reach the end.
        for (int doubling = 0; doubling < 12; doubling++) {
            Quadrature panel = Quadrature.uniformPanels(from, 2 * from, 1, 16);
            double part = 0;
            for (int q = 0; q < panel.size(); q++) {
                double rho = panel.node(q);
                for (int c = 0; c < dimension; c++) {
                    xi[c] = rho * y[c];
                }
                part += panel.weight(q) * Math.pow(rho, dimension - 1) * (second ? k2Hat(xi) : k1Hat(xi));
            }
            sum += part;
            from *= 2;
        }
        return sum;
    }
}
