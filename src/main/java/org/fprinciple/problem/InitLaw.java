package org.fprinciple.problem;

import org.fprinciple.InvalidInputException;

/**
 * The law that a net's parameters are drawn from: a (outer weight), each coordinate of w (inner weights), b (bias), all
 * independent.
 *
 * @param a law of the outer weight, symmetric
 * @param w law of each coordinate of the inner weight, symmetric; {@code uniform(c)} is uniform on the cube [−c, c]^d
 * @param b law of the bias, which may have a mean
 */
public record InitLaw(ParameterLaw a, ParameterLaw w, ParameterLaw b) {

    public InitLaw {
        requireSymmetric("a", a);
        requireSymmetric("w", w);
    }

    private static void requireSymmetric(String name, ParameterLaw law) {
        if (law.mean() != 0) {
            throw new InvalidInputException("The law " + name + "=" + law
                    + " has a mean: theory needs symmetric laws of a and w (only b may have one).");
        }
    }

    /** Centred normal laws with these standard deviations. */
    public static InitLaw gaussian(double sigmaA, double sigmaW, double sigmaB) {
        return new InitLaw(
                new ParameterLaw.Normal(0, sigmaA),
                new ParameterLaw.Normal(0, sigmaW),
                new ParameterLaw.Normal(0, sigmaB));
    }

    /** The law that commands take where none is given: a=normal(1), w=normal(1), b=normal(3). */
    public static InitLaw standard() {
        return gaussian(1, 1, 3);
    }

    /**
     * Reads {@code a=normal(1),w=normal(1),b=normal(3)}; a parameter that is not named keeps its law of
     * {@link #standard()}.
     *
     * @throws InvalidInputException if the text is not of that form
     */
    public static InitLaw parse(String text) {
        InitLaw start = standard();
        ParameterLaw a = start.a;
        ParameterLaw w = start.w;
        ParameterLaw b = start.b;
        String seen = "";
        // Commas inside parentheses separate a law's numbers, the others separate the laws.
        for (String part : text.replaceAll("\\s+", "").split(",(?![^(]*\\))", -1)) {
            int eq = part.indexOf('=');
            String key = eq < 0 ? "" : part.substring(0, eq);
            if (key.length() != 1 || !"awb".contains(key)) {
                throw new InvalidInputException("\"" + part
                        + "\" in the init law is not understood: write a=LAW,w=LAW,b=LAW with laws such as normal(1) or"
                        + " uniform(3), or from-net:FILE.npz.");
            }
            if (seen.contains(key)) {
                throw new InvalidInputException("The init law names " + key + " twice.");
            }
            seen += key;
            ParameterLaw law = ParameterLaw.parse(part.substring(eq + 1));
            switch (key) {
                case "a" -> a = law;
                case "w" -> w = law;
                default -> b = law;
            }
        }
        return new InitLaw(a, w, b);
    }

    @Override
    public String toString() {
        return "a=" + a + ",w=" + w + ",b=" + b;
    }
}
