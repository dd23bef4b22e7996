package org.fprinciple.solver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Orders and neighbours from a tree, against scans of all distances. */
class PointTreeTest {
    private static DMatrixRMaj points(int n, int d, String kind) {
        DMatrixRMaj x = Samples.points(n, d, n + d);
        for (int k = 0; k < x.data.length; k++) {
            if (kind.equals("lattice")) {
                x.data[k] = Math.round(3 * x.data[k]);
            } else if (kind.equals("clusters") && k / d % 4 > 0) {
                x.data[k] = k / d % 3 + 1e-6 * x.data[k];
            }
        }
        return x;
    }

    private static double square(DMatrixRMaj x, int i, int j) {
        double sum = 0;
        for (int c = 0; c < x.numCols; c++) {
            sum += (x.get(i, c) - x.get(j, c)) * (x.get(i, c) - x.get(j, c));
        }
        return sum;
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, random",
        "2, 2, random",
        "500, 1, random",
        "700, 2, clusters",
        "600, 2, lattice",
        "400, 3, lattice",
        "300, 7, random"
    })
    void againstScans(int n, int d, String kind) {
        DMatrixRMaj x = points(n, d, kind);
        int[] order = FarthestPointOrder.after(new int[] {0}, x);
        boolean[] taken = new boolean[n];
        taken[0] = true;
        double[] nearest =
                IntStream.range(0, n).mapToDouble(i -> square(x, i, 0)).toArray();
        for (int chosen : order) {
            double most = IntStream.range(0, n)
                    .filter(i -> !taken[i])
                    .mapToDouble(i -> nearest[i])
                    .max()
                    .orElseThrow();
            int expected = IntStream.range(0, n)
                    .filter(i -> !taken[i] && nearest[i] == most)
                    .findFirst()
                    .orElseThrow();
            assertThat(chosen).isEqualTo(expected);
            taken[chosen] = true;
            for (int i = 0; i < n; i++) {
                nearest[i] = Math.min(nearest[i], square(x, i, chosen));
            }
        }
        NearestPredecessors predecessors = new NearestPredecessors(x);
        for (int i = 0; i < n; i += 7) {
            int at = i;
            int[] expected = IntStream.range(0, i)
                    .boxed()
                    .sorted(Comparator.comparingDouble((Integer j) -> square(x, at, j))
                            .thenComparingInt(j -> j))
                    .limit(9)
                    .mapToInt(j -> j)
                    .toArray();
            assertThat(predecessors.of(i, 9)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "50"})
    void withNothingBefore(int n) {
        int[] order = FarthestPointOrder.after(new int[0], Samples.points(n, 2, 1));
        assertThat(order).hasSize(n).doesNotHaveDuplicates();
    }
}
