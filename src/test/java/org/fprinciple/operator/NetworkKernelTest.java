package org.fprinciple.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;
import org.fprinciple.problem.Activation;
import org.fprinciple.problem.Parametrisation;
import org.fprinciple.problem.TwoLayerNet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A net's own kernel against differences of its outputs. */
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
                assertThat(values.get(i, l)).isCloseTo(expected, Offset.offset(2e-5));
            }
        }
        DMatrixRMaj matrix = kernel.matrix(z, Backend.cpu(1));
        DMatrixRMaj again = kernel.product(z, z, identity, Backend.cpu(2), Progress.NONE);
        assertThat(matrix.data).containsExactly(again.data);
    }

    /** ∂f_i/∂θ by central differences of the net's own outputs. */
    private static double[][] jacobian(TwoLayerNet net, DMatrixRMaj x, Activation activation, Parametrisation p) {
        double[][] arrays = {net.a(), net.b(), net.w().data};
        int parameters = net.a().length + net.b().length + net.w().data.length;
        double[][] jacobian = new double[x.numRows][parameters];
        int place = 0;
        for (double[] array : arrays) {
            for (int k = 0; k < array.length; k++, place++) {
                double kept = array[k];
                array[k] = kept + STEP;
                double[] up = net.evaluate(x, activation, p, 1);
                array[k] = kept - STEP;
                double[] down = net.evaluate(x, activation, p, 1);
                array[k] = kept;
                for (int i = 0; i < x.numRows; i++) {
                    jacobian[i][place] = (up[i] - down[i]) / (2 * STEP);
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
