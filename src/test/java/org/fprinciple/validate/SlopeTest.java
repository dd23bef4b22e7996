package org.fprinciple.validate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SlopeTest {
    private static final double[] WIDTHS = {500, 1000, 2000, 4000, 8000, 16000};

    @Test
    void aPowerLawIsFoundExactly() {
        double[] values = new double[WIDTHS.length];
        double[] errors = new double[WIDTHS.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = 3 * Math.pow(WIDTHS[i], -0.5);
            errors[i] = values[i] * 0.01 * (i + 1);
        }
        Slope slope = Slope.fit(WIDTHS, values, errors);
        assertThat(slope.slope()).isCloseTo(-0.5, Offset.offset(1e-10));
        assertThat(slope.factor()).isCloseTo(3, Offset.offset(1e-8));
        assertThat(slope.standardError()).isPositive();
    }

    /** Over many draws the slope scatters by what its uncertainty says. */
    @Test
    void theUncertaintyIsTheScatterOfTheSlope() {
        Random random = new Random(1);
        int draws = 2000;
        double squares = 0;
        double said = 0;
        for (int k = 0; k < draws; k++) {
            double[] values = new double[WIDTHS.length];
            double[] errors = new double[WIDTHS.length];
            for (int i = 0; i < values.length; i++) {
                double exact = Math.pow(WIDTHS[i], -0.5);
                errors[i] = 0.05 * exact;
                values[i] = exact * Math.exp(0.05 * random.nextGaussian());
            }
            Slope slope = Slope.fit(WIDTHS, values, errors);
            squares += (slope.slope() + 0.5) * (slope.slope() + 0.5) / draws;
            said += slope.standardError() / draws;
        }
        // max(1, χ²/ν) makes the uncertainty a little too large on average.
        assertThat(said / Math.sqrt(squares)).isBetween(0.95, 1.25);
    }
}
