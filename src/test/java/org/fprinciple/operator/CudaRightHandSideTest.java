package org.fprinciple.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.Vec;
import org.fprinciple.backend.cuda.CudaUnderTest;
import org.fprinciple.backend.cuda.EmulatedDevice;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.InitLaw;
import org.fprinciple.problem.PointFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@link RightHandSideTest} on a CUDA device. */
@Tag("cuda")
@Tag("any-jdk")
class CudaRightHandSideTest extends RightHandSideTest {
    @Override
    protected Backend backend() {
        return CudaUnderTest.backend();
    }

    /** The emulated cuFFT asks for as much work space as a grid takes. */
    @ParameterizedTest
    @CsvSource({
        "1, false, 60000, 10",
        "1, true, 30000, 10",
        "2, false, 150, 10",
        "2, true, 80, 10",
        "3, false, 24, 10",
        "3, true, 16, 10",
        "1, true, 2000, 20000",
        "2, false, 150, 20000",
        "3, true, 16, 1500"
    })
    void theMemoryIsForeseen(int d, boolean exact, int modes, int n) {
        CudaUnderTest.requireEmulated();
        LfpOperator lfp = LfpOperator.of(InitLaw.gaussian(1, 1, 3), d);
        BoxKernel kernel =
                (BoxKernel) (exact ? lfp.exact() : lfp).onBox(3.2, modes).kernel();
        SplittableRandom random = new SplittableRandom(9);
        DMatrixRMaj x =
                DMatrixRMaj.wrap(n, d, random.doubles((long) n * d, -1, 1).toArray());
        Dataset data = Dataset.of(x, random.doubles(n, -1, 1).toArray());
        try (Backend backend = backend()) {
            SpectralOperator operator =
                    SpectralOperator.of(kernel, data, PointFunction.ZERO, backend, 1e-9, Progress.NONE);
            Vec image = operator.rightSide().like();
            operator.apply(operator.rightSide(), image);
            double foreseen = SpectralOperator.bytes(operator.spectrum(), exact ? d + 1 : 1, data.size(), backend);
            assertThat(EmulatedDevice.peak() / foreseen).isBetween(0.9, 1.1);
        }
    }
}
