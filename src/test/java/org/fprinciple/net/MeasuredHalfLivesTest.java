package org.fprinciple.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.fprinciple.solution.HalfLife;
import org.fprinciple.solution.ResidualSpectrum;
import org.junit.jupiter.api.Test;

/** Half-lives of decays whose half-lives are known. */
class MeasuredHalfLivesTest {
    @Test
    void exponentialDecaysAreFoundExactly() {
        ResidualSpectrum spectrum = ResidualSpectrum.ofSpans(20, new double[] {2}, List.of("x"));
        double[] times = {0, 0.3, 1, 2.5, 6};
        double[] rates = new double[spectrum.size()];
        double[] start = new double[rates.length];
        double[][] magnitudes = new double[times.length][rates.length];
        for (int g = 0; g < rates.length; g++) {
            rates[g] = 5 / (1.0 + g * g);
            start[g] = 3 + g;
            for (int k = 0; k < times.length; k++) {
                magnitudes[k][g] = start[g] * Math.exp(-rates[g] * times[k]);
            }
        }
        // One is rounding only, and one vanishes between two times.
        start[2] = 1e-9;
        magnitudes[1][1] = 0;
        HalfLife[] found = MeasuredHalfLives.of(spectrum, times, start, magnitudes, 1e-6);
        assertThat(found).hasSize(10);
        for (int g = 0; g < rates.length; g++) {
            double exact = Math.log(2) / rates[g];
            assertThat(found[g].xi()).isEqualTo((g + 1) / 2.0);
            if (g == 1) {
                assertThat(found[g].time()).isEqualTo(0.3);
            } else if (g == 2) {
                assertThat(found[g].reached()).isFalse();
                assertThat(found[g].start()).isZero();
            } else if (exact < 6) {
                assertThat(found[g].time()).as("%d", g).isCloseTo(exact, within(1e-12));
                assertThat(found[g].start()).isEqualTo(start[g]);
            } else {
                assertThat(found[g].reached()).isFalse();
                assertThat(found[g].time()).isNaN();
            }
        }
    }
}
