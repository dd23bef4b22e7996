package org.fprinciple.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.fprinciple.InvalidInputException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A weight must fall faster than |ξ|^{−d}, or the minimiser is trivial (arXiv:2105.11675). */
class SlowWeightTest {
    private record Power(int dimension, double exponent) implements FrequencyWeight {
        @Override
        public double k1Hat(double[] xi) {
            return Math.pow(Points.norm(xi), -exponent);
        }

        @Override
        public double k2Hat(double[] xi) {
            return 0;
        }

        @Override
        public double k1(double[] u) {
            throw new AssertionError("not asked for");
        }

        @Override
        public double k2(double[] u) {
            throw new AssertionError("not asked for");
        }

        @Override
        public FreeFunctions freeFunctions() {
            return FreeFunctions.CONSTANT;
        }

        @Override
        public double k1RadialTail(double[] y, double cut) {
            return Double.POSITIVE_INFINITY;
        }

        @Override
        public double k2RadialTail(double[] y, double cut) {
            return 0;
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 2.5", "1, 0"})
    void slowOnesAreRefused(int d, double exponent) {
        assertThatThrownBy(() -> LfpOperator.ofWeight(new Power(d, exponent)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("trivial");
    }

    @ParameterizedTest
    @CsvSource({"1, 1.01", "2, 3", "3, 4"})
    void fasterOnesAreTaken(int d, double exponent) {
        assertThat(LfpOperator.ofWeight(new Power(d, exponent)).dimension()).isEqualTo(d);
    }
}
