package org.fprinciple.backend.cuda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fprinciple.backend.Backend;
import org.junit.jupiter.api.Assumptions;

/**
 * The CUDA device of tests tagged "cuda": the emulated one (src/test/cuda-emulated) where LD_LIBRARY_PATH leads to it, else
 * what the machine has. Without either the tests are skipped, and the reason is said.
 */
public final class CudaUnderTest {
    private static final boolean EMULATED = load();

    private CudaUnderTest() {}

    private static boolean load() {
        Path library = folder().resolve("libcuda.so.1");
        if (!Files.exists(library) || !Files.exists(folder().resolve("kernels.so"))) {
            return false;
        }
        System.load(library.toAbsolutePath().toString());
        return true;
    }

    private static Path folder() {
        String variable = System.getenv("LD_LIBRARY_PATH");
        return Path.of(variable == null || variable.isEmpty() ? "." : variable.split(":")[0]);
    }

    /** The backend on it, as new; skips the test where there is none. */
    public static Backend backend() {
        require();
        return Backend.cuda(2);
    }

    /** Skips the test where there is no device; an emulated one forgets what tests have set. */
    public static void require() {
        if (EMULATED) {
            EmulatedDevice.reset();
        } else {
            String refusal = CudaProbe.look().refusal();
            Assumptions.assumeTrue(refusal == null, refusal + refused());
        }
        Assumptions.assumeTrue(
                CudaBackend.class.getResource("lfp.fatbin") != null, "the kernels were not built: nvcc was not found");
    }

    /** Skips the test where the device is not the emulated one. */
    public static void requireEmulated() {
        require();
        Assumptions.assumeTrue(EMULATED, "only the emulated device can be made to fail");
    }

    private static String refused() {
        Path file = folder().resolve("refused");
        try {
            return Files.exists(file)
                    ? ", and there is no emulated one: "
                            + Files.readString(file).strip()
                    : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
