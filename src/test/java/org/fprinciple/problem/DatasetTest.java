package org.fprinciple.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetTest {
    private static final DMatrixRMaj X =
            new DMatrixRMaj(4, 3, true, 1958, 5, -3e-7, 1960, 5, 0, 1970, 5, 3e-7, 1962, 5, 1e-7);
    private static final double[] Y = {10, 20, 60, 30};

    @Test
    void unitsAndTheirInverse() {
        Dataset data = Dataset.of(X, Y).normalised();
        assertThat(data.dimension()).isEqualTo(2);
        assertThat(data.normalisation().dropped()).containsExactly("x2");
        assertThat(data.normalisation().keptNames()).containsExactly("x1", "x3");
        for (int c = 0; c < 2; c++) {
            double min = 1;
            double max = -1;
            for (int i = 0; i < 4; i++) {
                min = Math.min(min, data.inputs().get(i, c));
                max = Math.max(max, data.inputs().get(i, c));
            }
            assertThat(min).isEqualTo(-1);
            assertThat(max).isEqualTo(1);
        }
        double mean = 0;
        double square = 0;
        for (double y : data.targets()) {
            mean += y / 4;
            square += y * y / 4;
        }
        assertThat(mean).isCloseTo(0, Offset.offset(1e-15));
        assertThat(square).isCloseTo(1, Offset.offset(1e-15));
        assertThat(data.normalisation().inputsToUser(data.inputs()).data).containsExactly(X.data, Offset.offset(1e-12));
        for (int i = 0; i < 4; i++) {
            assertThat(data.normalisation().targetToUser(data.targets()[i])).isCloseTo(Y[i], Offset.offset(1e-13));
        }
    }

    @Test
    void aConstantTargetIsCentredOnly() {
        Dataset data = Dataset.of(X, new double[] {7, 7, 7, 7}).normalised();
        assertThat(data.targets()).containsOnly(0);
        assertThat(data.normalisation().targetToUser(0.5)).isEqualTo(7.5);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e306, 1e300, 1e160, 1e-160, 1e-300})
    void targetsOfAnySizeHaveVarianceOne(double size) {
        double[] expected = Dataset.of(X, Y).normalised().targets();
        double[] y = Arrays.stream(Y).map(v -> size * v).toArray();
        assertThat(Dataset.of(X, y).normalised().targets()).containsExactly(expected, Offset.offset(1e-14));
    }

    @Test
    void duplicatesAreMergedInOrder() {
        DMatrixRMaj x = new DMatrixRMaj(5, 1, true, 2, 0.0, 2, -0.0, 5);
        MergedSamples merged = MergedSamples.of(Dataset.of(x, new double[] {1, 2, 4, 2, 9}));
        assertThat(merged.inputs().data).containsExactly(2, 0, 5);
        assertThat(merged.multiplicity()).containsExactly(2, 2, 1);
        assertThat(merged.targets()).containsExactly(2.5, 2, 9);
        assertThat(merged.group()).containsExactly(0, 1, 0, 1, 2);
        assertThat(merged.scatter()).isEqualTo(4.5);
        assertThat(merged.spread(new double[] {7, 8, 9})).containsExactly(7, 8, 7, 8, 9);
    }

    @Test
    void manyDuplicatesAreMergedAsAMapDoes() {
        int n = 5000;
        Random random = new Random(4);
        DMatrixRMaj x = new DMatrixRMaj(n, 3);
        Map<List<Double>, Integer> numbers = new LinkedHashMap<>();
        int[] group = new int[n];
        for (int i = 0; i < n; i++) {
            List<Double> point = new ArrayList<>();
            for (int c = 0; c < 3; c++) {
                x.set(i, c, random.nextInt(10) / 8.0);
                point.add(x.get(i, c));
            }
            numbers.putIfAbsent(point, numbers.size());
            group[i] = numbers.get(point);
        }
        MergedSamples merged = MergedSamples.of(Dataset.of(x, new double[n]));
        assertThat(merged.group()).containsExactly(group);
        assertThat(merged.inputs().data)
                .containsExactly(numbers.keySet().stream()
                        .flatMap(List::stream)
                        .mapToDouble(v -> v)
                        .toArray());
        assertThat(Arrays.stream(merged.multiplicity()).sum()).isEqualTo(n);
    }

    @Test
    void shapesAndNumbersAreChecked() {
        assertThatThrownBy(() -> Dataset.of(X, new double[3]))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("X is (4,3) and y (3)");
        assertThatThrownBy(() -> Dataset.of(X, new double[] {1, 2, Double.POSITIVE_INFINITY, 3}))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("y[2] is Infinity");
    }

    @Test
    void lawsAreRead() {
        InitLaw law = InitLaw.parse("b=normal(-1, 2), w=uniform(3)");
        assertThat(law)
                .isEqualTo(new InitLaw(
                        new ParameterLaw.Normal(0, 1), new ParameterLaw.Uniform(3), new ParameterLaw.Normal(-1, 2)));
        assertThat(InitLaw.parse(law.toString())).isEqualTo(law);
        assertThat(law.b().densityAtZero()).isCloseTo(Math.exp(-0.125) / Math.sqrt(8 * Math.PI), Offset.offset(1e-15));
        for (String wrong :
                new String[] {"", "a", "a=normal", "a=normal()", "a=normal(1),a=normal(2)", "a=uniform(1,2)"}) {
            assertThatThrownBy(() -> InitLaw.parse(wrong)).as(wrong).isInstanceOf(InvalidInputException.class);
        }
    }
}
