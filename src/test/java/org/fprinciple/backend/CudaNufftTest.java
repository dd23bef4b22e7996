package org.fprinciple.backend;

import org.fprinciple.backend.cuda.CudaUnderTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link NufftTest} on a CUDA device. */
@Tag("cuda")
class CudaNufftTest extends NufftTest {
    @Override
    protected Backend backend(int threads) {
        return CudaUnderTest.backend();
    }

    @Override
    @ParameterizedTest
    @ValueSource(doubles = {1e-2, 1e-6, 1e-10, 1e-13})
    void bothTypesAgainstTheDefinition(double tolerance) {
        super.bothTypesAgainstTheDefinition(tolerance);
    }
}
