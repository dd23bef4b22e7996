package org.fprinciple.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.NetForm;
import org.fprinciple.backend.SlowNet;
import org.fprinciple.backend.cuda.CudaUnderTest;
import org.fprinciple.problem.Activation;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.Parametrisation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Steps that a device takes without a wait end where single ones do: a net that is looked at after every step takes these. */
@Tag("cuda")
@Tag("any-jdk")
class CudaStepTrainingTest {
    private static final int STEPS = 300;

    private static LossPoint end(TrainingPath path) {
        return path.curve().get(path.curve().size() - 1);
    }

    @Test
    void stepsAtOnceEndWhereSingleOnesDo() {
        int m = 50;
        int n = 5;
        SplittableRandom random = new SplittableRandom(72);
        NetForm form = new NetForm(Activation.RELU, Parametrisation.STANDARD_BIAS, 1 / Math.sqrt(m));
        SlowNet net = new SlowNet(form, m, 1, SlowNet.random(3 * m, random));
        Dataset data = Dataset.of(DMatrixRMaj.wrap(n, 1, SlowNet.uniform(n, random)), SlowNet.random(n, random));
        Set<TrainingStatus> seen = EnumSet.noneOf(TrainingStatus.class);
        try (Backend backend = CudaUnderTest.backend()) {
            TrainingSetup[] setup = new TrainingSetup[1];
            Trainer usual = Trainer.of(net, form, data).steps(STEPS);
            TrainingPath whole = usual.listener(new TrainingListener() {
                        @Override
                        public void begins(TrainingSetup begun) {
                            setup[0] = begun;
                        }
                    })
                    .run(backend);
            assertThat(whole.status()).isEqualTo(TrainingStatus.REACHED);
            for (double factor = 0.5; factor < 500; factor *= 1.5) {
                double rate = factor * setup[0].bound();
                Trainer trainer = usual.learningRate(rate);
                if (factor < 1) {
                    trainer = trainer.untilLoss(1.5 * end(whole).loss());
                }
                double step = setup[0].step() * rate / setup[0].learningRate();
                double[] all = new double[STEPS];
                Arrays.setAll(all, k -> (k + 1) * step * (1 - 1e-12));
                TrainingPath several = trainer.run(backend);
                TrainingPath single = trainer.times(all).run(backend);
                assertThat(several.status()).as("rate %s", rate).isEqualTo(single.status());
                assertThat(end(several).step()).isEqualTo(end(single).step());
                assertThat(end(several).loss()).isEqualTo(end(single).loss());
                assertThat(several.end().toArray()).isEqualTo(single.end().toArray());
                seen.add(several.status());
                if (several.status() == TrainingStatus.LOSS_REACHED) {
                    assertThat(end(several).step()).isBetween(2L, STEPS - 1L);
                }
            }
        }
        assertThat(seen).contains(TrainingStatus.LOSS_REACHED, TrainingStatus.DIVERGED, TrainingStatus.DEAD);
    }
}
