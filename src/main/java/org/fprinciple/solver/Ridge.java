package org.fprinciple.solver;

import org.fprinciple.InvalidInputException;

/**
 * ε of (K + εI) α = y − h_ini.
 *
 * @param value ε ≥ 0
 * @param relative whether ε is in units of the kernel's largest eigenvalue on the data, else in units of the kernel
 */
public record Ridge(double value, boolean relative) {
    /** Interpolation. */
    public static final Ridge NONE = new Ridge(0, false);

    public Ridge {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new InvalidInputException("The ridge " + value + " is refused: it must be 0 or positive.");
        }
    }

    /**
     * Reads {@code 1e-6} (units of the kernel) or {@code 1e-6rel} (times its largest eigenvalue).
     *
     * @throws InvalidInputException if the text is neither
     */
    public static Ridge parse(String text) {
        boolean relative = text.endsWith("rel");
        try {
            return new Ridge(Double.parseDouble(relative ? text.substring(0, text.length() - 3) : text), relative);
        } catch (NumberFormatException e) {
            throw new InvalidInputException("The ridge \"" + text
                    + "\" is not understood: write a number such as 1e-6 (units of the kernel) or 1e-6rel (times its"
                    + " largest eigenvalue).");
        }
    }
}
