package org.fprinciple.bench;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A published time to compare with.
 *
 * @param factor milliseconds, or multiples of what {@code of} took here
 * @param of a peer of the same case, or null
 */
record Reference(String name, double factor, @Nullable String of) {
    /** NaN where that peer is absent. */
    double ms(Map<String, Double> medians) {
        return of == null ? factor : factor * medians.getOrDefault(of, Double.NaN);
    }
}
