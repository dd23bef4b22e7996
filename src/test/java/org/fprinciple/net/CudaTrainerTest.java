package org.fprinciple.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.NetForm;
import org.fprinciple.backend.NetPlan;
import org.fprinciple.backend.SlowNet;
import org.fprinciple.backend.Vec;
import org.fprinciple.backend.cuda.CudaUnderTest;
import org.fprinciple.backend.cuda.EmulatedDevice;
import org.fprinciple.problem.Activation;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.InitLaw;
import org.fprinciple.problem.Parametrisation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Training on a CUDA device against the CPU's. */
@Tag("cuda")
@Tag("any-jdk")
class CudaTrainerTest {
    private static final int WIDTH = 300;
    private static final double ALLOWED = 1e-5;

    private final Backend host = Backend.cpu(1);
    private Backend device;

    @BeforeEach
    void open() {
        device = CudaUnderTest.backend();
    }

    @AfterEach
    void close() {
        device.close();
    }

    private static Trainer trainer(Activation activation, int m, int d, int n) {
        SplittableRandom random = new SplittableRandom(n);
        NetForm form = new NetForm(activation, Parametrisation.STANDARD_BIAS, 1 / Math.sqrt(m));
        double[] x = SlowNet.uniform(n * d, random);
        return Trainer.of(
                        new Initialiser(InitLaw.gaussian(1, 1, 1), m, d, true, 8, 0),
                        form,
                        Dataset.of(DMatrixRMaj.wrap(n, d, x), SlowNet.random(n, random)))
                .times(0);
    }

    /** The displacements of a, b and w, each relative to its own norm. */
    private static void requireClose(TrainingPath own, TrainingPath other, int m) {
        for (int array = 0; array < 3; array++) {
            double error = SlowNet.error(
                    SlowNet.array(own.end().toArray(), m, array),
                    SlowNet.array(other.end().toArray(), m, array));
            assertThat(error).as("array %d", array).isLessThanOrEqualTo(ALLOWED);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "RELU, 1, DENSE",
        "RELU, 1, SORTED",
        "RELU, 2, DENSE",
        "RELU, 3, DENSE",
        "RELU, 10, DENSE",
        "TANH, 1, DENSE",
        "TANH, 2, DENSE",
        "TANH, 3, DENSE",
        "TANH, 10, DENSE"
    })
    void aHundredSteps(Activation activation, int d, NetPlan.Choice pairs) {
        Trainer trainer =
                trainer(activation, WIDTH, d, 20).pairs(pairs).steps(100).fixed(host);
        TrainingPath path = trainer.run(device);
        assertThat(trainer.run(device).end().toArray()).isEqualTo(path.end().toArray());
        requireClose(path, trainer.run(host), WIDTH);
    }

    /** Stops at a step and keeps what it is given, or starts from there. */
    private static final class Kept implements TrainingStore {
        private final long stop;
        private long asked;
        private @Nullable TrainingState state;
        private double[] displacement = {};

        Kept(long stop) {
            this.stop = stop;
        }

        @Override
        public @Nullable TrainingState load(Vec like) {
            TrainingState from = state;
            if (from == null) {
                return null;
            }
            Vec there = like.like();
            there.set(displacement);
            return new TrainingState(
                    there,
                    from.step(),
                    from.gradients(),
                    from.loss(),
                    from.seconds(),
                    null,
                    null,
                    null,
                    null,
                    from.observations(),
                    from.curve());
        }

        @Override
        public boolean due() {
            return false;
        }

        @Override
        public boolean stopRequested() {
            return state == null && asked++ == stop;
        }

        @Override
        public void save(Supplier<TrainingState> of) {
            state = of.get();
            displacement = of.get().displacement().toArray();
        }

        @Override
        public void ended(Supplier<TrainingState> of) {}
    }

    @Test
    void eachGoesOnFromTheOthersCheckpoint() {
        Trainer trainer = trainer(Activation.RELU, WIDTH, 2, 20).steps(300).fixed(host);
        TrainingPath whole = trainer.run(host);
        for (Backend first : List.of(host, device)) {
            // A device is asked after 256 steps.
            Kept kept = new Kept(1);
            Trainer cut = trainer.store(kept);
            assertThat(cut.run(first).status()).isEqualTo(TrainingStatus.INTERRUPTED);
            assertThat(kept.state).isNotNull();
            TrainingPath rest = cut.run(first == host ? device : host);
            assertThat(rest.status()).isEqualTo(TrainingStatus.REACHED);
            requireClose(rest, whole, WIDTH);
        }
    }

    @ParameterizedTest
    @CsvSource({"GD, 1, 70", "GD, 1, 20", "GD, 2, 20", "ADAM, 2, 20", "RKC, 3, 20", "GD, 10, 20"})
    void memoryIsForeseen(TrainingMethod method, int d, int n) {
        CudaUnderTest.requireEmulated();
        Trainer trainer = trainer(Activation.RELU, 20_000, d, n).method(method);
        trainer = method == TrainingMethod.RKC
                ? trainer.tolerance(0.1).times(1e-3)
                : trainer.learningRate(1e-6).steps(2);
        double foreseen = trainer.bytes(device);
        // A collection on the way would free what nobody uses any more, and the peak be less.
        System.gc();
        trainer.run(device);
        assertThat(EmulatedDevice.peak() / foreseen)
                .as(foreseen + " bytes foreseen, " + EmulatedDevice.peak())
                .isBetween(0.9, 1.1);
    }
}
