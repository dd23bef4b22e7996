package org.fprinciple.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.NetForm;
import org.fprinciple.backend.Precision;
import org.fprinciple.backend.SlowNet;
import org.fprinciple.backend.cuda.CudaUnderTest;
import org.fprinciple.backend.cuda.EmulatedDevice;
import org.fprinciple.problem.Activation;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.Parametrisation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What crosses between host and device along the flow: some numbers a step come back, whatever its stages, samples and neurons. */
@Tag("cuda")
class CudaFlowTrainingTest {
    /** Gradients, copies to the host, their bytes, and those to the device. */
    private static long[] seen(long gradients) {
        return new long[] {
            gradients, EmulatedDevice.copies(true), EmulatedDevice.copied(true), EmulatedDevice.copied(false)
        };
    }

    @ParameterizedTest
    @CsvSource({"100, 12, 1", "60, 80, 1", "60, 30, 2"})
    void noStageIsWaitedFor(int m, int n, int d) {
        CudaUnderTest.requireEmulated();
        SplittableRandom random = new SplittableRandom(3);
        NetForm form = new NetForm(Activation.RELU, Parametrisation.STANDARD_BIAS, 1 / Math.sqrt(m));
        double[] x = SlowNet.uniform(n * d, random);
        SlowNet net = new SlowNet(form, m, d, SlowNet.random(m * (d + 2), random));
        // Close to where the net begins: its steps are soon long.
        double[] y = SlowNet.sum(net.outputs(x), 1e-3, SlowNet.random(n, random));
        Dataset data = Dataset.of(DMatrixRMaj.wrap(n, d, x), y);
        List<long[]> steps = new ArrayList<>();
        double end;
        try (Backend backend = CudaUnderTest.backend()) {
            end = 1000 / new TopOf().top(Trainer.of(net, form, data), backend);
            Trainer.of(net, form, data)
                    .method(TrainingMethod.RKC)
                    .precision(Precision.FLOAT64)
                    .tolerance(1e-2)
                    .times(end)
                    .listener(new TrainingListener() {
                        @Override
                        public void step(double time, double loss, long gradients, double seconds) {
                            steps.add(seen(gradients));
                        }
                    })
                    .run(backend);
        }
        long least = Long.MAX_VALUE;
        long most = 0;
        // The last one ends with an observation.
        for (int k = 1; k < steps.size() - 1; k++) {
            long stages = steps.get(k)[0] - steps.get(k - 1)[0];
            least = Math.min(least, stages);
            most = Math.max(most, stages);
            // Σ r², two norms of outputs, three of parameters and one of the rate; a sum of residuals, and two for each
            // of
            // two products with the kernel. Each once more where a step was refused.
            long copies = steps.get(k)[1] - steps.get(k - 1)[1];
            assertThat(copies).isLessThanOrEqualTo(2 * 12);
            assertThat(steps.get(k)[2] - steps.get(k - 1)[2])
                    .as("a number each")
                    .isEqualTo(8 * copies);
            // Nothing of the net goes there: coefficients of stages, and which vectors they are for.
            assertThat(steps.get(k)[3] - steps.get(k - 1)[3]).isBetween(1L, 640 * stages);
        }
        assertThat(steps).hasSizeGreaterThan(4);
        assertThat(most).isGreaterThan(2 * least).isGreaterThan(15);
    }

    /** λ_max of the net's kernel, as training finds it. */
    private static final class TopOf implements TrainingListener {
        private double top;

        double top(Trainer trainer, Backend backend) {
            trainer.steps(1).listener(this).run(backend);
            return top;
        }

        @Override
        public void begins(TrainingSetup setup) {
            top = setup.largestEigenvalue();
        }
    }
}
