package org.fprinciple.solver;

import static org.assertj.core.api.Assertions.assertThat;

import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.Vec;
import org.fprinciple.backend.cuda.CudaUnderTest;
import org.fprinciple.backend.cuda.EmulatedDevice;
import org.fprinciple.operator.BoxKernel;
import org.fprinciple.operator.LfpOperator;
import org.fprinciple.operator.SpectralOperator;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.InitLaw;
import org.fprinciple.problem.PointFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What crosses between host and device in a step of Krylov's method: scalars alone. */
@Tag("cuda")
class CudaLanczosTest {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aStepReturnsScalarsAlone(boolean exact) {
        CudaUnderTest.requireEmulated();
        LfpOperator lfp = LfpOperator.of(InitLaw.gaussian(1, 1, 3), 2);
        BoxKernel kernel =
                (BoxKernel) (exact ? lfp.exact() : lfp).onBox(3.2, 24).kernel();
        Dataset data = Samples.smooth(200, 2, 5);
        try (Backend backend = CudaUnderTest.backend()) {
            SpectralOperator operator =
                    SpectralOperator.of(kernel, data, PointFunction.ZERO, backend, 1e-9, Progress.NONE);
            Lanczos lanczos = new Lanczos(operator::apply, operator.rightSide());
            lanczos.step();
            int steps = 10;
            long downloads = EmulatedDevice.copies(true);
            long down = EmulatedDevice.copied(true);
            long up = EmulatedDevice.copied(false);
            for (int i = 0; i < steps; i++) {
                lanczos.step();
            }
            assertThat(lanczos.steps()).isEqualTo(steps + 1);
            assertThat(EmulatedDevice.copied(false) - up).isZero();
            // Three norms, two products, up to three of free functions; overlaps with the basis, at most twice.
            assertThat(EmulatedDevice.copies(true) - downloads).isLessThanOrEqualTo(11L * steps);
            int basis = steps + 2;
            assertThat(EmulatedDevice.copied(true) - down).isLessThanOrEqualTo(8L * steps * (9 + 2 * basis));

            // The lines that half-lives are told from: not the whole spectrum.
            Vec vector = lanczos.basis()[1];
            SpectralLines lines = new SpectralLines(operator);
            down = EmulatedDevice.copied(true);
            lines.add(1, vector, lines.matrices(1), 0);
            assertThat(EmulatedDevice.copied(true) - down)
                    .isLessThanOrEqualTo(8L * 2 * 2 * (operator.spectrum().cutoff() + 1));
        }
    }
}
