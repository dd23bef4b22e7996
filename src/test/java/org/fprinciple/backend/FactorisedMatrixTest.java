package org.fprinciple.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Solutions and products against EJML's by the matrix itself. */
class FactorisedMatrixTest {
    private final Backend backend = backend();
    private final SplittableRandom random = new SplittableRandom(17);

    /** What is tested; other backends' tests are this class with another. */
    protected Backend backend() {
        return Backend.cpu(2);
    }

    private DMatrixRMaj random(int rows, int columns) {
        return DMatrixRMaj.wrap(
                rows, columns, random.doubles((long) rows * columns, -1, 1).toArray());
    }

    /** B Bᵀ + 1. */
    private DMatrixRMaj positive(int m) {
        DMatrixRMaj b = random(m, m);
        DMatrixRMaj a = CommonOps_DDRM.identity(m);
        CommonOps_DDRM.multAddTransB(b, b, a);
        return a;
    }

    /** The larger one is OpenBLAS's where that is there. */
    @ParameterizedTest
    @CsvSource({"1, 1", "31, 5", "32, 33", "100, 70", "65, 129", "410, 40"})
    void solutionsAndProducts(int m, int q) {
        DMatrixRMaj a = positive(m);
        DMatrixRMaj before = a.copy();
        DMatrixRMaj b = random(q, m);
        DMatrixRMaj given = b.copy();
        FactorisedMatrix factorised = Objects.requireNonNull(backend.factorise(a, 0));
        DMatrixRMaj x = factorised.solveRows(b);
        DMatrixRMaj expected = new DMatrixRMaj(q, m);
        CommonOps_DDRM.mult(x, a, expected);
        assertThat(expected.data).containsExactly(b.data, Offset.offset(1e-12 * m));
        DMatrixRMaj product = factorised.multiplyRows(b);
        CommonOps_DDRM.mult(b, a, expected);
        assertThat(product.data).containsExactly(expected.data, Offset.offset(1e-14 * m * m));
        assertThat(a.data).isEqualTo(before.data);
        assertThat(b.data).isEqualTo(given.data);
        assertThat(factorised.rowsAtOnce()).isPositive();
        assertThat(factorised.solveRows(b).data).isEqualTo(x.data);
        assertThat(factorised.multiplyRows(b).data).isEqualTo(product.data);
    }

    @Test
    void aShiftMakesItDefinite() {
        DMatrixRMaj a = positive(20);
        for (int i = 0; i < 20; i++) {
            a.add(i, i, -2);
        }
        // Some eigenvalue of B Bᵀ is below 1.
        assertThat(backend.factorise(a, 0)).isNull();
        DMatrixRMaj b = random(3, 20);
        DMatrixRMaj x = Objects.requireNonNull(backend.factorise(a, 2)).solveRows(b);
        for (int i = 0; i < 20; i++) {
            a.add(i, i, 2);
        }
        DMatrixRMaj back = new DMatrixRMaj(3, 20);
        CommonOps_DDRM.mult(x, a, back);
        assertThat(back.data).containsExactly(b.data, Offset.offset(1e-11));
    }
}
