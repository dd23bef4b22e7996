package org.fprinciple.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SnapshotsTest {
    @Test
    void withoutMotionTheTimesAreEven() {
        assertThat(Snapshots.choose(new double[11][3], 6)).containsExactly(0, 2, 4, 6, 8, 10);
        assertThat(Snapshots.choose(new double[1][3], 6)).containsExactly(0);
    }

    @Test
    void motionAttractsThem() {
        double[][] h = new double[101][1];
        for (int k = 0; k <= 100; k++) {
            h[k][0] = Math.max(0, Math.min(10, k - 40));
        }
        int[] chosen = Snapshots.choose(h, 7);
        assertThat(chosen).startsWith(0).endsWith(100);
        assertThat(Arrays.stream(chosen).filter(k -> k > 38 && k < 52).count()).isGreaterThan(2);
    }

    @Test
    void labelsTellTheTimesApart() {
        assertThat(Snapshots.labels(new double[] {0, 0.5, 1200})).containsExactly("t = 0", "t = 0.5", "t = 1.2·10³");
        assertThat(Snapshots.labels(new double[] {1200, 1240})).containsExactly("t = 1.2·10³", "t = 1.24·10³");
    }
}
