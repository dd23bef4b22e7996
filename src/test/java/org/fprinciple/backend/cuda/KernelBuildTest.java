package org.fprinciple.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What nvcc made of the kernels (kernels/build). */
class KernelBuildTest {
    private static List<String> lines(String file) throws IOException {
        try (InputStream in = Objects.requireNonNull(CudaBackend.class.getResourceAsStream(file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    /** kernel, architecture, registers, bytes of shared memory, bytes spilled. */
    @Test
    void noKernelSpillsRegisters() throws IOException {
        assertThat(CudaBackend.class.getResource("failed"))
                .as("nvcc has failed")
                .isNull();
        Assumptions.assumeTrue(CudaBackend.class.getResource("lfp.fatbin") != null, "nvcc was not found");
        List<String[]> usage =
                lines("usage.txt").stream().map(line -> line.split(" ")).toList();
        assertThat(usage).hasSizeGreaterThan(20).allSatisfy(kernel -> {
            assertThat(kernel).hasSize(5);
            assertThat(Integer.parseInt(kernel[2])).isBetween(1, 255);
            assertThat(kernel[4])
                    .as("bytes that %s spills on %s", kernel[0], kernel[1])
                    .isEqualTo("0");
        });
        assertThat(lines("lfp.ptx")).contains(".version 7.8", ".target sm_80");
    }
}
