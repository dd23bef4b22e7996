package org.fprinciple.solver;

import org.fprinciple.backend.Backend;
import org.fprinciple.backend.cuda.CudaUnderTest;
import org.junit.jupiter.api.Tag;

/** {@link SpaceBackendTest} on a CUDA device. */
@Tag("cuda")
@Tag("any-jdk")
class CudaSpaceBackendTest extends SpaceBackendTest {
    @Override
    protected Backend backend() {
        return CudaUnderTest.backend();
    }
}
