package org.fprinciple.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** tanh in float32 against the JDK's. */
class FloatTanhTest {
    @Test
    void theRelativeErrorIsBelowFourRoundings() {
        double worst = 0;
        // Every 997th of all positive numbers up to 40, subnormal ones too.
        for (int bits = 1; bits < Float.floatToIntBits(40f); bits += 997) {
            float z = Float.intBitsToFloat(bits);
            double exact = Math.tanh(z);
            worst = Math.max(worst, Math.abs(FloatTanh.of(z) - exact) / exact);
            assertThat(FloatTanh.of(-z)).isEqualTo(-FloatTanh.of(z));
        }
        assertThat(worst).isBetween(1e-8, 4e-7);
    }

    @Test
    void theEnds() {
        assertThat(FloatTanh.of(0f)).isZero();
        assertThat(FloatTanh.of(Float.POSITIVE_INFINITY)).isBetween(1 - 4e-7f, 1f);
        assertThat(FloatTanh.of(Float.NEGATIVE_INFINITY)).isBetween(-1f, -1 + 4e-7f);
        assertThat(FloatTanh.of(Float.NaN)).isNaN();
    }
}
