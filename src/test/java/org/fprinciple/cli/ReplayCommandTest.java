package org.fprinciple.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.fprinciple.backend.cuda.CudaProbe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run of another machine. */
class ReplayCommandTest {
    @TempDir
    Path folder;

    @Test
    void aRunOnADeviceWithoutOne() throws Exception {
        assumeTrue(CudaProbe.look().refusal() != null, "a CUDA device is there");
        Path run = folder.resolve("run");
        assertThat(Run.lfp("solve", "--target-function=step", "--samples=8", "--no-figures", "--quiet", "--out", run)
                        .err())
                .isEmpty();
        Path file = run.resolve("run.json");
        Files.writeString(file, Files.readString(file).replace("\"backend\" : \"auto\"", "\"backend\" : \"cuda\""));
        Run again = Run.lfp("replay", run);
        assertThat(again.code()).isEqualTo(Failure.NO_RESOURCE);
        assertThat(again.err())
                .startsWith("lfp: " + file + " records a run with --backend cuda, which cannot be had: ")
                .endsWith("; replay it on a machine with a CUDA device.\n")
                .doesNotContain("--backend cpu");
    }
}
