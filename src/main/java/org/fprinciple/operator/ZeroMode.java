package org.fprinciple.operator;

import org.fprinciple.InvalidInputException;

/**
 * What the operator does with the frequency 0, where γ² is infinite (theory-notes/operator.md §7).
 *
 * @param kind free, law or value
 * @param value γ(0), for {@link Kind#VALUE}
 */
public record ZeroMode(Kind kind, double value) {
    /** The three choices. */
    public enum Kind {
        /** γ^{−1}(0) = 0: the free functions cost nothing and are fitted at every instant. */
        FREE,
        /** The init law's own affine part, finite: learned at a finite rate, as real nets do. */
        LAW,
        /** A finite γ(0), on a box. */
        VALUE
    }

    /** γ^{−1}(0) = 0. */
    public static final ZeroMode FREE = new ZeroMode(Kind.FREE, 0);
    /** The init law's affine part. */
    public static final ZeroMode LAW = new ZeroMode(Kind.LAW, 0);

    /**
     * A finite γ(0) &gt; 0.
     *
     * @throws InvalidInputException if it is not positive and finite
     */
    public static ZeroMode of(double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new InvalidInputException(
                    "The zero mode " + value + " is refused: γ(0) must be positive and finite, or free, or law.");
        }
        return new ZeroMode(Kind.VALUE, value);
    }

    @Override
    public String toString() {
        return switch (kind) {
            case FREE -> "free";
            case LAW -> "law";
            case VALUE -> Double.toString(value);
        };
    }
}
