package org.fprinciple.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** U Uᵀ r against the same with U as a dense matrix. */
class SparseFactorTest {
    private final Backend backend = backend();

    /** What is tested; other backends' tests are this class with another. */
    protected Backend backend() {
        return Backend.cpu(2);
    }

    /** Some columns and rows are empty, one row is full. */
    @ParameterizedTest
    @CsvSource({"1, 1, 1", "5, 9, 2", "31, 33, 7", "300, 280, 41"})
    void theDenseMatrix(int n, int columns, int most) {
        SplittableRandom random = new SplittableRandom(n);
        int[][] rows = new int[columns][];
        double[][] values = new double[columns][];
        double[][] dense = new double[n][columns];
        for (int i = 0; i < columns; i++) {
            int count = i % 5 == 4 ? 0 : random.nextInt(most) + 1;
            rows[i] = random.ints(count, 0, n)
                    .map(k -> k % 7 == 3 ? 0 : k)
                    .distinct()
                    .sorted()
                    .toArray();
            values[i] = random.doubles(rows[i].length, -1, 1).toArray();
            for (int k = 0; k < rows[i].length; k++) {
                dense[rows[i][k]][i] = values[i][k];
            }
        }
        double[] r = random.doubles(n, -1, 1).toArray();
        double[] expected = new double[n];
        for (int i = 0; i < columns; i++) {
            double sum = 0;
            for (int row = 0; row < n; row++) {
                sum += dense[row][i] * r[row];
            }
            for (int row = 0; row < n; row++) {
                expected[row] += dense[row][i] * sum;
            }
        }
        SparseFactor factor = backend.sparseFactor(n, rows, values);
        Vec from = backend.vector(n);
        from.set(r);
        Vec to = backend.vector(n);
        to.set(r);
        factor.apply(from, to);
        double size = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        assertThat(to.toArray()).containsExactly(expected, Offset.offset(1e-14 * Math.max(1, size)));
        assertThat(from.toArray()).isEqualTo(r);
        Vec again = from.like();
        factor.apply(from, again);
        assertThat(again.toArray()).isEqualTo(to.toArray());
    }

    @Test
    void vectorsMustFit() {
        SparseFactor factor = backend.sparseFactor(3, new int[][] {{0, 2}}, new double[][] {{1, 2}});
        assertThatThrownBy(() -> factor.apply(backend.vector(2), backend.vector(3)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> factor.apply(backend.vector(3), backend.vector(2)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
