package org.fprinciple.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CellsTest {
    @Test
    void bordersLieHalfwayWhateverTheSpacingAndOrder() {
        Cells cells = new Cells(new double[] {4, 0, 1}, false);
        assertThat(cells.edges()).containsExactly(-0.5, 0.5, 2.5, 5.5);
        assertThat(new int[] {cells.find(-1), cells.find(0.4), cells.find(2.4), cells.find(2.6), cells.find(6)})
                .containsExactly(-1, 1, 2, 0, -1);
    }

    @Test
    void onALogScaleBordersLieHalfwayByRatio() {
        assertThat(new Cells(new double[] {0, 1, 100, Double.NaN}, true).edges())
                .usingComparatorWithPrecision(1e-9)
                .containsExactly(0.1, 10, 1000);
    }
}
