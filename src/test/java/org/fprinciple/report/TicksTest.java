package org.fprinciple.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TicksTest {
    @Test
    void linearTicksAreRoundNumbersInsideTheRange() {
        assertThat(Ticks.linear(0, 1, 5).labels()).containsExactly("0.0", "0.2", "0.4", "0.6", "0.8", "1.0");
        assertThat(Ticks.linear(-1.1, 1.1, 5).labels()).containsExactly("−1.0", "−0.5", "0.0", "0.5", "1.0");
        assertThat(Ticks.linear(0, 1, 5).major()).containsExactly(0.0, 0.2, 0.4, 0.6, 0.8, 1.0);
    }

    @Test
    void yearsAndLongitudesReadWell() {
        assertThat(Ticks.linear(1958.2, 2001.9, 6).labels()).containsExactly("1960", "1970", "1980", "1990", "2000");
        assertThat(Ticks.linear(-84.41, -84.16, 6).labels())
                .containsExactly("−84.40", "−84.35", "−84.30", "−84.25", "−84.20");
    }

    @Test
    void labelsGiveTheWholeValueAndNoOffset() {
        assertThat(Ticks.linear(1e9, 1e9 + 1, 2).labels())
                .containsExactly("1000000000.0", "1000000000.5", "1000000001.0");
        assertThat(Ticks.linear(0, 2e7, 4).labels()).containsExactly("0", "0.5·10⁷", "1.0·10⁷", "1.5·10⁷", "2.0·10⁷");
        assertThat(Ticks.linear(-1e-6, 1e-6, 2).labels()).containsExactly("−1·10⁻⁶", "0", "1·10⁻⁶");
    }

    @Test
    void logTicksAreDecades() {
        Ticks ticks = Ticks.log(2e-4, 30, 8);
        assertThat(ticks.labels()).containsExactly("10⁻³", "10⁻²", "10⁻¹", "10⁰", "10¹");
        assertThat(ticks.major()).containsExactly(1e-3, 1e-2, 0.1, 1.0, 10.0);
        assertThat(ticks.minor()).startsWith(2e-4, 3e-4).endsWith(9.0, 20.0, 30.0);
    }

    @Test
    void manyDecadesAreThinnedToMultiplesOfOneStep() {
        assertThat(Ticks.log(1e-3, 1e8, 6).labels()).containsExactly("10⁻²", "10⁰", "10²", "10⁴", "10⁶", "10⁸");
        assertThat(Ticks.log(1e-275, 1e275, 8).major()).hasSizeBetween(3, 9);
    }

    @Test
    void fewerThanTwoDecadesAreDivided() {
        assertThat(Ticks.log(100, 900, 8).labels()).containsExactly("100", "200", "500");
        assertThat(Ticks.log(3e4, 4e5, 8).labels()).containsExactly("5·10⁴", "10⁵", "2·10⁵");
        assertThat(Ticks.log(0.31, 0.42, 6).labels()).containsExactly("0.32", "0.34", "0.36", "0.38", "0.40", "0.42");
    }

    @Test
    void numbersForReading() {
        assertThat(Ticks.number(1234, 2)).isEqualTo("1.2·10³");
        assertThat(Ticks.number(0.349, 2)).isEqualTo("0.35");
        assertThat(Ticks.number(1e6, 2)).isEqualTo("10⁶");
        assertThat(Ticks.number(-2.5e-7, 2)).isEqualTo("−2.5·10⁻⁷");
        assertThat(Ticks.number(0, 2)).isEqualTo("0");
        assertThat(Ticks.number(Double.POSITIVE_INFINITY, 2)).isEqualTo("∞");
    }

    @Test
    void labelsOnAnAxisNeverTouch() {
        double[][] ranges = {{1958.2, 2001.9}, {-84.41, -84.16}, {1e9, 1e9 + 1}, {-3e-9, 4e-9}, {1e-3, 1e8}, {2, 2.1}};
        for (double[] range : ranges) {
            for (boolean log : new boolean[] {false, true}) {
                Axis axis = log ? Axis.log("", 0, range) : Axis.linear("", 0, range);
                for (double length : new double[] {150, 300, 700}) {
                    Ticks ticks = axis.ticks(length, label -> 8.0 * label.length());
                    for (int i = 1; i < ticks.major().size(); i++) {
                        double apart = length
                                * (axis.at(ticks.major().get(i))
                                        - axis.at(ticks.major().get(i - 1)));
                        double half = 4.0
                                * (ticks.labels().get(i).length()
                                        + ticks.labels().get(i - 1).length());
                        assertThat(apart).as("%s at %s", ticks.labels(), length).isGreaterThan(half);
                    }
                }
            }
        }
    }
}
