package org.fprinciple.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;
import org.fprinciple.problem.Activation;
import org.fprinciple.problem.Parametrisation;
import org.fprinciple.problem.TwoLayerNet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A net's own kernel against differences of its outputs. */
@Tag("any-jdk")
class NetworkKernelTest {
    private static final double STEP = 1e-6;

    @ParameterizedTest
    @CsvSource({"RELU,STANDARD_BIAS,2", "TANH,STANDARD_BIAS,3", "RELU,ZHANG2019,1", "TANH,STANDARD_BIAS,1"})
    void isTheMeanOfGradientProducts(Activation activation, Parametrisation parametrisation, int d) {
        Random random = new Random(5);
        int m = 700;
        TwoLayerNet net = net(m, d, random);
        DMatrixRMaj x = points(70, d, random);
        DMatrixRMaj z = points(3, d, random);
        NetworkKernel kernel = NetworkKernel.of(net, activation, parametrisation);
        DMatrixRMaj identity = new DMatrixRMaj(3, 3, true, 1, 0, 0, 0, 1, 0, 0, 0, 1);
        DMatrixRMaj values = kernel.product(x, z, identity, Backend.cpu(2), Progress.NONE);
        double[][] atX = jacobian(net, x, activation, parametrisation);
        double[][] atZ = jacobian(net, z, activation, parametrisation);
        for (int i = 0; i < x.numRows; i++) {
            for (int l = 0; l < 3; l++) {
                double expected = 0;
                for (int p = 0; p < atX[i].length; p++) {
                    expected += atX[i][p] * atZ[l][p] / m;
                }
                assertThat(values.get(i, l)).isCloseTo(expected, Offset.offset(1e-8));
            }
        }
        DMatrixRMaj matrix = kernel.matrix(z, Backend.cpu(1));
        DMatrixRMaj again = kernel.product(z, z, identity, Backend.cpu(2), Progress.NONE);
        assertThat(matrix.data).containsExactly(again.data);
    }

    /** ∂f_i/∂θ, neuron by neuron, by central differences of the outputs of a net of that neuron alone. */
    private static double[][] jacobian(TwoLayerNet net, DMatrixRMaj x, Activation activation, Parametrisation p) {
        int d = net.w().numCols;
        double[][] jacobian = new double[x.numRows][net.a().length * (d + 2)];
        int place = 0;
        for (int j = 0; j < net.a().length; j++) {
            TwoLayerNet neuron = new TwoLayerNet(
                    new double[] {net.a()[j]}, CommonOps_DDRM.extractRow(net.w(), j, null), new double[] {net.b()[j]});
            for (double[] array : List.of(neuron.a(), neuron.b(), neuron.w().data)) {
                for (int k = 0; k < array.length; k++, place++) {
                    double kept = array[k];
                    array[k] = kept + STEP;
                    double[] up = neuron.evaluate(x, activation, p, 1);
                    array[k] = kept - STEP;
                    double[] down = neuron.evaluate(x, activation, p, 1);
                    array[k] = kept;
                    for (int i = 0; i < x.numRows; i++) {
                        jacobian[i][place] = (up[i] - down[i]) / (2 * STEP);
                    }
                }
            }
        }
        return jacobian;
    }

    private static TwoLayerNet net(int m, int d, Random random) {
        double[] a = random.doubles(m, -1, 1).toArray();
        double[] b = random.doubles(m, -1, 1).toArray();
        return new TwoLayerNet(a, points(m, d, random), b);
    }

    private static DMatrixRMaj points(int n, int d, Random random) {
        return DMatrixRMaj.wrap(n, d, random.doubles((long) n * d, -1, 1).toArray());
    }
}
