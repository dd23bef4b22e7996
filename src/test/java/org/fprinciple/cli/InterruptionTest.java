package org.fprinciple.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ctrl-C and a full disk, in a JVM of their own: the exit code, and nothing half-written. */
@Tag("any-jdk")
class InterruptionTest {
    @TempDir
    Path folder;

    private Process start(Path out, String... arguments) throws IOException {
        return start("20", out, arguments);
    }

    private Process start(String checkpointAfter, Path out, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dlfp.checkpoint.seconds=" + checkpointAfter,
                "-cp",
                System.getProperty("java.class.path"),
                "org.fprinciple.cli.Lfp"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--no-figures", "--out", out.toString()));
        return new ProcessBuilder(command)
                .redirectError(folder.resolve("stderr").toFile())
                .redirectOutput(folder.resolve("stdout").toFile())
                .start();
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).toList();
        }
    }

    /** Interrupted at different moments, from the start of the JVM to the middle of LAPACK. */
    @ParameterizedTest
    @ValueSource(longs = {600, 1500, 3000})
    void controlC(long millis) throws Exception {
        Path runs = Files.createDirectory(folder.resolve("runs"));
        Process process = start(runs.resolve("run"), "evolve", "--target-function=step", "--samples=4000");
        Thread.sleep(millis);
        assumeTrue(process.isAlive(), "this machine was done in " + millis + " ms");
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(130);
        assertThat(names(runs)).isEmpty();
    }

    /** Interrupted once the eigenvectors or a Krylov basis are kept, an evolution goes on from them to the same bits. */
    @ParameterizedTest
    @CsvSource({
        "eigen.npz, --samples=1500 --eval=grid:60000",
        "basis.npz, --samples=3000 --domain=box:4 --modes=65536 --method=krylov"
    })
    void resume(String file, String options) throws Exception {
        Path runs = Files.createDirectory(folder.resolve("runs"));
        String[] problem = ("evolve --target-function=step " + options).split(" ");
        Path whole = runs.resolve("whole");
        assertThat(start("0", whole, problem).waitFor()).isZero();

        Path cut = runs.resolve("cut");
        Process process = start("0", cut, problem);
        Path kept = runs.resolve("cut.checkpoint").resolve(file);
        while (process.isAlive() && !Files.exists(kept)) {
            Thread.sleep(5);
        }
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        process.waitFor();
        assumeTrue(process.exitValue() == 130, "this machine was done before it could be interrupted");
        assertThat(Files.readString(folder.resolve("stderr"))).contains("evolve --resume " + cut);
        assertThat(names(runs)).containsExactlyInAnyOrder("whole", "cut.checkpoint");

        Run anew = Run.lfp("evolve", "--target-function=step", "--out", cut);
        assertThat(anew.code()).isEqualTo(2);
        assertThat(anew.err()).contains("--resume");
        Run resumed = Run.lfp("evolve", "--resume", cut, "--no-figures");
        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(names(runs)).containsExactlyInAnyOrder("whole", "cut");
        for (String name : List.of("trajectory.npz", "half-life.csv")) {
            assertThat(Files.mismatch(whole.resolve(name), cut.resolve(name))).isEqualTo(-1);
        }
        Run nothing = Run.lfp("evolve", "--resume", cut);
        assertThat(nothing.code()).isEqualTo(2);
        assertThat(nothing.err()).contains("nothing to resume");
    }

    @Test
    void aFullDisk() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Process mount = new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString())
                .redirectErrorStream(true)
                .start();
        assumeTrue(mount.waitFor() == 0, "only root may mount a small disk");
        try {
            Process process = start(disk.resolve("run"), "evolve", "--target-function=step", "--samples=50");
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            String said = Files.readString(folder.resolve("stderr"), StandardCharsets.UTF_8);
            assertThat(process.exitValue()).as(said).isEqualTo(3);
            assertThat(said).contains("disk is full");
            assertThat(names(disk)).isEmpty();
        } finally {
            new ProcessBuilder("umount", disk.toString()).start().waitFor();
        }
    }
}
