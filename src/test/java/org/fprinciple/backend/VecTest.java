package org.fprinciple.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.fprinciple.problem.Activation;
import org.fprinciple.problem.Parametrisation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Vectors against loops over arrays, and inner products against exact sums. */
class VecTest {
    private final Backend backend = backend();

    /** What is tested; other backends' tests are this class with another. */
    protected Backend backend() {
        return Backend.cpu(2);
    }

    private final SplittableRandom random = new SplittableRandom(11);

    private Vec vector(double[] values) {
        Vec v = backend.vector(values.length);
        v.set(values);
        return v;
    }

    private static double exactDot(double[] u, double[] v) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < u.length; i++) {
            sum = sum.add(new BigDecimal(u[i]).multiply(new BigDecimal(v[i])));
        }
        return sum.doubleValue();
    }

    /** All terms are positive: its error is relative. */
    private static double requireAbsoluteDot(Vec u, Vec v, double[] a, double[] b) {
        double exact = exactDot(magnitudes(a), magnitudes(b));
        assertThat(u.absoluteDot(v)).isCloseTo(exact, Offset.offset(1e-14 * exact));
        return exact;
    }

    private static double[] magnitudes(double[] a) {
        return Arrays.stream(a).map(Math::abs).toArray();
    }

    /** Close to a sum of {@code terms} numbers of size 1. */
    private static Offset<Double> rounding(int terms) {
        return Offset.offset(2e-16 * terms);
    }

    @Test
    void severalAtOnceAndEntriesAtSteps() {
        double[] a = NufftTest.random(1003, random);
        Vec u = vector(a);
        Vec[] more = u.like(5);
        for (int i = 0; i < more.length; i++) {
            assertThat(more[i].toArray()).hasSize(1003).containsOnly(0);
            more[i].add(i + 1, u);
        }
        for (int i = 0; i < more.length; i++) {
            assertThat(more[i].slice(7, 1).toArray()[0]).isEqualTo((i + 1) * a[7]);
            double[] some = more[i].strided(3, 100, 2, 10);
            for (int k = 0; k < some.length; k++) {
                assertThat(some[k]).isEqualTo((i + 1) * a[3 + k / 2 * 100 + k % 2]);
            }
        }
        assertThatThrownBy(() -> u.strided(3, 100, 2, 11)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 255, 4096, 4097, 70_001})
    void entryByEntry(int n) {
        double[] a = NufftTest.random(n, random);
        double[] b = NufftTest.random(n, random);
        Vec u = vector(a);
        Vec v = vector(b);
        Vec w = u.like();
        assertThat(w.toArray()).containsOnly(0);
        w.multiply(u, v);
        w.multiplyAdd(u, u);
        w.add(-0.5, v);
        w.combine(new double[] {2, 3, -1}, u, w, v);
        double[] all = w.toArray();
        for (int i = 0; i < n; i++) {
            assertThat(all[i]).isCloseTo(2 * a[i] + 3 * (a[i] * b[i] + a[i] * a[i] - 0.5 * b[i]) - b[i], rounding(20));
        }
        w.copy(u);
        assertThat(w.toArray()).isEqualTo(a);
        w.scale(0.25);
        assertThat(w.toArray()).isEqualTo(Arrays.stream(a).map(x -> x / 4).toArray());
        assertThat(u.dot(v)).isCloseTo(exactDot(a, b), rounding(n));
        requireAbsoluteDot(u, v, a, b);
        assertThat(u.norm()).isCloseTo(Math.sqrt(exactDot(a, a)), rounding(n));
        assertThat(u.dot(v)).isEqualTo(u.dot(v));
    }

    /** Displacements of nets may be in float32: their sums are in float64. */
    @Test
    void sumsOfFloat32() {
        int m = 3000;
        double[] a = SlowNet.random(3 * m, random);
        double[] b = SlowNet.random(3 * m, random);
        NetForm form = new NetForm(Activation.RELU, Parametrisation.STANDARD_BIAS, 1);
        Vec u = backend.net(new SlowNet(form, m, 1, a), form, Precision.FLOAT32).start();
        Vec v = u.like();
        for (int k = 0; k < a.length; k++) {
            a[k] = (float) a[k];
            b[k] = (float) b[k];
        }
        u.set(a);
        v.set(b);
        double size = requireAbsoluteDot(u, v, a, b);
        assertThat(u.dot(v)).isCloseTo(exactDot(a, b), Offset.offset(1e-14 * size));
    }

    @ParameterizedTest
    @CsvSource({"5, 1", "300, 7", "5000, 65", "9000, 200"})
    void manyTermsAtOnce(int n, int count) {
        Vec[] terms = new Vec[count];
        double[][] values = new double[count][];
        double[] coefficients = NufftTest.random(count, random);
        double[] expected = new double[n];
        for (int t = 0; t < count; t++) {
            values[t] = NufftTest.random(n, random);
            terms[t] = vector(values[t]);
            for (int i = 0; i < n; i++) {
                expected[i] += coefficients[t] * values[t][i];
            }
        }
        // The last one is written to while the others are read.
        terms[count - 1].combine(coefficients, terms);
        double[] sum = terms[count - 1].toArray();
        for (int i = 0; i < n; i++) {
            assertThat(sum[i]).isCloseTo(expected[i], rounding(2 * count));
        }
    }

    /** Few in one pass, many or long ones one by one: the same bits. */
    @ParameterizedTest
    @CsvSource({"1, 3, 2", "5000, 8, 4", "777, 9, 2", "777, 2, 5"})
    void combinationsInTurn(int n, int count, int terms) {
        Vec[][] vectors = new Vec[2][4];
        for (int v = 0; v < 4; v++) {
            double[] values = NufftTest.random(n, random);
            vectors[0][v] = vector(values);
            vectors[1][v] = vector(values);
        }
        List<Vec.Combination> turns = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            double[] coefficients = NufftTest.random(terms, random);
            Vec[][] of = new Vec[2][terms];
            for (int t = 0; t < terms; t++) {
                of[0][t] = vectors[0][(k + t) % 4];
                of[1][t] = vectors[1][(k + t) % 4];
            }
            vectors[0][k % 3].combine(coefficients, of[0]);
            turns.add(new Vec.Combination(vectors[1][k % 3], coefficients, of[1]));
        }
        vectors[1][3].combineInTurn(turns);
        for (int v = 0; v < 4; v++) {
            assertThat(vectors[1][v].toArray()).isEqualTo(vectors[0][v].toArray());
        }
    }

    @ParameterizedTest
    @CsvSource({"7, 3", "5000, 70", "4097, 130"})
    void orthogonalisation(int n, int count) {
        Vec x = vector(NufftTest.random(n, random));
        double[] before = x.toArray();
        Vec[] basis = new Vec[count + 1];
        double[][] values = new double[count][];
        for (int j = 0; j < count; j++) {
            values[j] = NufftTest.random(n, random);
            basis[j] = vector(values[j]);
            basis[j].scale(1 / basis[j].norm());
            values[j] = basis[j].toArray();
        }
        double[] overlaps = x.orthogonalise(basis, count);
        assertThat(overlaps).hasSize(count);
        double[] expected = before.clone();
        for (int j = 0; j < count; j++) {
            double overlap = exactDot(before, values[j]);
            assertThat(overlaps[j]).isCloseTo(overlap, rounding(n));
            for (int i = 0; i < n; i++) {
                expected[i] -= overlap * values[j][i];
            }
        }
        assertThat(NufftTest.error(x.toArray(), expected)).isLessThan(1e-14 * count);
    }

    @Test
    void slicesAreTheSameMemory() {
        Vec v = vector(new double[] {1, 2, 3, 4, 5});
        Vec slice = v.slice(1, 3);
        slice.set(new double[] {7, 8, 9});
        slice.scale(2);
        assertThat(v.toArray()).containsExactly(1, 14, 16, 18, 5);
        assertThat(slice.dot(v.slice(2, 3))).isEqualTo(14 * 16 + 16 * 18 + 18 * 5);
        assertThat(v.slice(5, 0).toArray()).isEmpty();
        assertThatThrownBy(() -> v.slice(3, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> v.dot(slice)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> v.set(new double[4])).isInstanceOf(IllegalArgumentException.class);
    }
}
