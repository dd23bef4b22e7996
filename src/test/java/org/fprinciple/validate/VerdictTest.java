package org.fprinciple.validate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a verdict writes its numbers. */
class VerdictTest {
    @ParameterizedTest
    @CsvSource({"20.3, 20", "96, 100", "1.5, 2", "0.29, 0.3", "0.00005, 0.00005", "NaN, NaN", "Infinity, Infinity"})
    void uncertaintyHasOneDigitAndNoExponent(double error, String text) {
        assertThat(Verdict.uncertainty(error)).isEqualTo(text);
    }
}
