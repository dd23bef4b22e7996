package org.fprinciple.solver;

import java.util.Arrays;
import org.fprinciple.InvalidInputException;

/**
 * The times at which a trajectory is wanted: theory's time t = learning rate × steps × c_loss × m s²
 * (theory-notes/conventions.md).
 *
 * @param values positive, increasing (K)
 */
public record Times(double[] values) {
    /** How many there are where none are asked for. */
    public static final int DEFAULT_COUNT = 60;

    public Times {
        if (values.length == 0) {
            throw new InvalidInputException("At least one time is needed.");
        }
        for (int k = 0; k < values.length; k++) {
            if (!(values[k] > 0) || Double.isInfinite(values[k])) {
                throw new InvalidInputException("The time " + values[k] + " is refused: times must be positive.");
            }
            if (k > 0 && values[k] <= values[k - 1]) {
                throw new InvalidInputException(
                        "The time " + values[k] + " follows " + values[k - 1] + ": times must increase.");
            }
        }
    }

    /** These times. */
    public static Times of(double... values) {
        return new Times(values);
    }

    /**
     * K times from t₀ to t₁, both included, in equal ratios.
     *
     * @throws InvalidInputException unless 0 &lt; t₀ &lt; t₁ and K ≥ 2
     */
    public static Times logSpaced(double from, double to, int count) {
        if (!(from > 0) || !(to > from) || Double.isInfinite(to / from) || count < 2 || count > 1_000_000) {
            throw new InvalidInputException("Times from " + from + " to " + to + ", " + count
                    + " of them, are refused: 0 < T0 < T1 and 2 to 1,000,000 of them are needed.");
        }
        double[] values = new double[count];
        for (int k = 0; k < count; k++) {
            values[k] = from * Math.pow(to / from, (double) k / (count - 1));
        }
        values[count - 1] = to;
        return new Times(values);
    }

    /**
     * Reads {@code 0.1,1,10} or {@code log:T0:T1:K}.
     *
     * @throws InvalidInputException if the text is neither
     */
    public static Times parse(String text) {
        try {
            if (text.startsWith("log:")) {
                String[] parts = text.substring(4).split(":", -1);
                if (parts.length == 3) {
                    return logSpaced(
                            Double.parseDouble(parts[0]),
                            Double.parseDouble(parts[1]),
                            Integer.parseInt(parts[2].trim()));
                }
            } else {
                return of(Arrays.stream(text.split(",", -1))
                        .mapToDouble(Double::parseDouble)
                        .toArray());
            }
        } catch (NumberFormatException e) {
            // Told below, as every other text that is no list of times.
        }
        throw new InvalidInputException("The times \"" + text
                + "\" are not understood: write 0.1,1,10 or log:T0:T1:K, for example log:0.01:1e6:60.");
    }

    /**
     * The times taken where none are asked for and only the largest rate is known: {@link #DEFAULT_COUNT} from 0.1/λ_max,
     * when nothing has moved, to 10⁶/λ_max.
     *
     * @param largest λ_max; 0, where nothing moves, counts as 1
     */
    static Times byLargestRate(double largest) {
        double rate = largest == 0 ? 1 : largest;
        return logSpaced(0.1 / rate, 1e6 / rate, DEFAULT_COUNT);
    }

    /** The number of times, K. */
    public int size() {
        return values.length;
    }

    /** The last time. */
    public double last() {
        return values[values.length - 1];
    }
}
