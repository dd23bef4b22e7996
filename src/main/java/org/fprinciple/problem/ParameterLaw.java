package org.fprinciple.problem;

import org.apache.commons.math3.special.Erf;
import org.fprinciple.InvalidInputException;

/** The law that one kind of parameter (a, a coordinate of w, or b) is drawn from at the start of training. */
public sealed interface ParameterLaw {

    /** Density at 0; for the bias this is the p_b(0) of theory-notes/operator.md. */
    default double densityAtZero() {
        return density(0);
    }

    /** Density at a point. */
    double density(double x);

    /** Expected value. */
    double mean();

    /** E[x²]. */
    double secondMoment();

    /** P(x &gt; 0). */
    double positiveShare();

    /** E[x²; x &gt; 0]. */
    double positiveSecondMoment();

    /** Normal with mean μ and standard deviation σ &gt; 0. */
    record Normal(double mean, double sigma) implements ParameterLaw {
        public Normal {
            if (!(sigma > 0) || !Double.isFinite(sigma) || !Double.isFinite(mean)) {
                throw new InvalidInputException("normal(" + mean + "," + sigma
                        + ") is no law: the standard deviation must be positive and both numbers finite.");
            }
        }

        @Override
        public double density(double x) {
            double z = (x - mean) / sigma;
            return Math.exp(-0.5 * z * z) / (Math.sqrt(2 * Math.PI) * sigma);
        }

        @Override
        public double secondMoment() {
            return mean * mean + sigma * sigma;
        }

        @Override
        public double positiveShare() {
            return 0.5 * Erf.erfc(-mean / (sigma * Math.sqrt(2)));
        }

        @Override
        public double positiveSecondMoment() {
            return secondMoment() * positiveShare() + mean * sigma * sigma * densityAtZero();
        }

        @Override
        public String toString() {
            return mean == 0 ? "normal(" + sigma + ")" : "normal(" + mean + "," + sigma + ")";
        }
    }

    /** Uniform on [−v, v], v &gt; 0. */
    record Uniform(double halfWidth) implements ParameterLaw {
        public Uniform {
            if (!(halfWidth > 0) || !Double.isFinite(halfWidth)) {
                throw new InvalidInputException(
                        "uniform(" + halfWidth + ") is no law: its half-width must be positive and finite.");
            }
        }

        @Override
        public double density(double x) {
            return Math.abs(x) <= halfWidth ? 0.5 / halfWidth : 0;
        }

        @Override
        public double mean() {
            return 0;
        }

        @Override
        public double secondMoment() {
            return halfWidth * halfWidth / 3;
        }

        @Override
        public double positiveShare() {
            return 0.5;
        }

        @Override
        public double positiveSecondMoment() {
            return secondMoment() / 2;
        }

        @Override
        public String toString() {
            return "uniform(" + halfWidth + ")";
        }
    }

    /**
     * Reads {@code normal(σ)}, {@code normal(μ,σ)} or {@code uniform(v)}.
     *
     * @throws InvalidInputException if the text is none of these
     */
    static ParameterLaw parse(String text) {
        String t = text.replaceAll("\\s+", "");
        int open = t.indexOf('(');
        if (open < 0 || !t.endsWith(")")) {
            throw unknown(text);
        }
        String[] parts = t.substring(open + 1, t.length() - 1).split(",", -1);
        double[] v = new double[parts.length];
        try {
            for (int i = 0; i < parts.length; i++) {
                v[i] = Double.parseDouble(parts[i]);
            }
        } catch (NumberFormatException e) {
            throw unknown(text);
        }
        String name = t.substring(0, open);
        if (name.equals("normal") && v.length <= 2) {
            return v.length == 1 ? new Normal(0, v[0]) : new Normal(v[0], v[1]);
        }
        if (name.equals("uniform") && v.length == 1) {
            return new Uniform(v[0]);
        }
        throw unknown(text);
    }

    private static InvalidInputException unknown(String text) {
        return new InvalidInputException("\"" + text
                + "\" is no known law: write normal(sigma), normal(mu,sigma) or uniform(halfwidth) with numbers.");
    }
}
