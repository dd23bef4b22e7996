package org.fprinciple.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import jcuda.driver.CUresult;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.InsufficientResourceException;
import org.fprinciple.Progress;
import org.fprinciple.backend.NetForm;
import org.fprinciple.backend.SlowNet;
import org.fprinciple.net.Initialiser;
import org.fprinciple.net.Observation;
import org.fprinciple.net.Replicas;
import org.fprinciple.net.Trainer;
import org.fprinciple.net.TrainingMethod;
import org.fprinciple.net.TrainingPath;
import org.fprinciple.net.TrainingStatus;
import org.fprinciple.problem.Activation;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.InitLaw;
import org.fprinciple.problem.Parametrisation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nets side by side on a device: each as if it were alone, and a launch for all of them. */
@Tag("cuda")
@Tag("any-jdk")
@Timeout(60)
class CudaReplicasTest {
    private CudaBackend backend;

    @BeforeEach
    void open() {
        CudaUnderTest.require();
        backend = new CudaBackend(2);
    }

    @AfterEach
    void close() {
        if (backend != null) {
            backend.close();
        }
    }

    private static NeuronLaw law(int m, int d) {
        return replica -> new Initialiser(InitLaw.gaussian(1, 1, 1), m, d, true, 3, replica);
    }

    /** The starts of nets of one shape. */
    private interface NeuronLaw {
        Initialiser of(int replica);
    }

    private static Trainer trainer(Activation activation, int m, int d, int n) {
        SplittableRandom random = new SplittableRandom(n);
        NetForm form = new NetForm(activation, Parametrisation.STANDARD_BIAS, 1 / Math.sqrt(m));
        double[] x = SlowNet.uniform(n * d, random);
        return Trainer.of(law(m, d).of(0), form, Dataset.of(DMatrixRMaj.wrap(n, d, x), SlowNet.random(n, random)));
    }

    private List<TrainingPath> together(Trainer trainer, NeuronLaw starts, int count) {
        return new Replicas(count, trainer.bytes(backend), trainer.keptBytes(), Progress.NONE)
                .run(backend, (replica, lane, share) -> trainer.from(starts.of(replica), replica)
                        .progress(share)
                        .run(lane));
    }

    private static void requireSame(TrainingPath own, TrainingPath alone) {
        assertThat(own.status()).isEqualTo(alone.status());
        assertThat(own.end().toArray()).isEqualTo(alone.end().toArray());
        assertThat(own.curve().stream().mapToDouble(point -> point.loss()))
                .containsExactly(
                        alone.curve().stream().map(point -> point.loss()).toArray(Double[]::new));
        for (int k = 0; k < alone.observations().size(); k++) {
            Observation seen = alone.observations().get(k);
            assertThat(own.observations().get(k).outputs()).isEqualTo(seen.outputs());
            assertThat(own.observations().get(k).residual()).isEqualTo(seen.residual());
            assertThat(own.observations().get(k).laziness()).isEqualTo(seen.laziness());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "RELU, GD, 1, 70", "RELU, GD, 2, 20", "TANH, GD, 1, 20", "RELU, GD, 5, 20", "TANH, GD, 5, 70",
        "RELU, RKC, 1, 70", "TANH, RKC, 3, 20", "RELU, SGD, 2, 20", "TANH, ADAM, 4, 20", "RELU, ADAM, 1, 70"
    })
    void eachIsTheSameAsAlone(Activation activation, TrainingMethod method, int d, int n) {
        Trainer trainer = trainer(activation, 300, d, n).method(method).batch(8);
        trainer = method == TrainingMethod.RKC
                ? trainer.tolerance(1e-2).times(0, 0.1, 1)
                : trainer.steps(12).times(0).fixed(backend);
        List<TrainingPath> paths = together(trainer, law(300, d), 3);
        assertThat(paths.get(0).end().toArray()).isNotEqualTo(paths.get(1).end().toArray());
        for (int replica = 0; replica < 3; replica++) {
            requireSame(
                    paths.get(replica),
                    trainer.from(law(300, d).of(replica), replica).run(backend));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 20, 4", "1, 70, 8", "4, 20, 6"})
    void aStepIsOneLaunchOfEachKernelForAll(int d, int n, int kernels) {
        CudaUnderTest.requireEmulated();
        Trainer trainer = trainer(Activation.RELU, 200, d, n).learningRate(1e-3);
        long[] launches = new long[2];
        for (int count : new int[] {1, 5}) {
            for (int k = 0; k < 2; k++) {
                // Seen at the start and the end, so that what is more is the steps'.
                Trainer steps = trainer.steps(k == 0 ? 10 : 40).times(0);
                long before = EmulatedDevice.launches();
                together(steps, law(200, d), count);
                launches[k] = EmulatedDevice.launches() - before;
            }
            assertThat(launches[1] - launches[0]).as("%d nets", count).isEqualTo(30L * kernels);
        }
    }

    /** More than a launch takes; they go on as others end. */
    @Test
    void manyNets() {
        Trainer trainer =
                trainer(Activation.TANH, 4, 1, 1).learningRate(0.1).steps(3).times(0);
        List<TrainingPath> paths = together(trainer, law(4, 1), 70);
        for (int replica : new int[] {0, 63, 64, 69}) {
            requireSame(
                    paths.get(replica),
                    trainer.from(law(4, 1).of(replica), replica).run(backend));
        }
    }

    @Test
    void netsEndWhenTheyAreDone() {
        Trainer trainer =
                trainer(Activation.RELU, 300, 1, 10).steps(3000).times(0).fixed(backend);
        double[] losses = IntStream.range(0, 3)
                .mapToDouble(replica -> trainer.from(law(300, 1).of(replica), replica)
                        .steps(50)
                        .times(0)
                        .run(backend)
                        .last()
                        .loss())
                .toArray();
        Trainer patient = trainer.untilLoss(Arrays.stream(losses).min().orElseThrow());
        List<TrainingPath> paths = together(patient, law(300, 1), 3);
        assertThat(paths.stream()
                        .map(path -> path.curve().get(path.curve().size() - 1).step())
                        .distinct())
                .hasSizeGreaterThan(1);
        assertThat(paths).allMatch(path -> path.status() == TrainingStatus.LOSS_REACHED);
        for (int replica = 0; replica < 3; replica++) {
            requireSame(
                    paths.get(replica),
                    patient.from(law(300, 1).of(replica), replica).run(backend));
        }
    }

    @Test
    void aFailureIsEverybodys() {
        CudaUnderTest.requireEmulated();
        Trainer trainer =
                trainer(Activation.RELU, 100, 2, 10).learningRate(1e-3).steps(50);
        EmulatedDevice.plant("net_sums_relu_2_32", 20, 1, CUresult.CUDA_ERROR_LAUNCH_FAILED);
        assertThatThrownBy(() -> together(trainer, law(100, 2), 3))
                .isInstanceOf(InsufficientResourceException.class)
                .hasMessageContaining(" x 3 blocks of 256 threads): CUDA_ERROR_LAUNCH_FAILED");
    }

    /** What is foreseen says how many are trained at once. */
    @Test
    void memoryForSomeOfThem() {
        CudaUnderTest.requireEmulated();
        Trainer trainer = trainer(Activation.RELU, 10_000, 2, 5)
                .learningRate(1e-3)
                .steps(2)
                .times(0);
        double kept = trainer.keptBytes();
        double bytes = trainer.bytes(backend);
        EmulatedDevice.memory((long) (5 * kept + 2.5 * (bytes - kept)));
        assertThat(together(trainer, law(10_000, 2), 5)).hasSize(5);
        assertThat(backend.available()).isPositive();
    }
}
