package org.fprinciple.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The benchmark's form; its times are the machine's own business. */
@Tag("any-jdk")
class BenchCommandTest {
    @TempDir
    Path folder;

    /** Where child processes have their temporary files. */
    @TempDir
    Path work;

    private static JsonNode read(Path out) throws Exception {
        return Manifest.JSON.readTree(Files.readString(out.resolve("bench.json")));
    }

    @Test
    void transforms() throws Exception {
        Path out = folder.resolve("bench");
        Run run = Run.lfp("bench", "solver", "--quick", "--only", "fft", "--out", out, "--no-figures", "--threads=2");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("fft-pruned-2d-64", "nufft-3d-type2-1e-12", "results in " + out);
        JsonNode bench = read(out);
        for (String key : List.of(
                "machine",
                "processor",
                "cores",
                "java",
                "date",
                "version",
                "commit",
                "threads",
                "absent_peers",
                "rows")) {
            assertThat(bench.has(key)).as(key).isTrue();
        }
        for (JsonNode row : bench.get("rows")) {
            for (String key : List.of("case", "what", "by", "peer", "d", "median_ms", "ms")) {
                assertThat(row.has(key)).as("%s of %s", key, row).isTrue();
            }
            if (row.get("case").asString().matches("nufft-.*-type.*")) {
                assertThat(row.get("error").asDouble())
                        .as(row.toString())
                        .isLessThan(3 * row.get("tolerance").asDouble());
            }
        }
    }

    @Test
    void steps() throws Exception {
        Path out = folder.resolve("bench");
        Run run = Run.lfp("bench", "train", "--quick", "--out", out, "--threads=2");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains(
                        "step-dense-1d",
                        "step-sorted-1d",
                        "all pairs in float32",
                        "sorted samples",
                        "results in " + out)
                .doesNotContain("modes", "tolerance");
        for (JsonNode row : read(out).get("rows")) {
            for (String key : List.of("case", "what", "by", "peer", "m", "n", "d", "median_ms", "ms")) {
                assertThat(row.has(key)).as("%s of %s", key, row).isTrue();
            }
        }
        try (Stream<Path> files = Files.list(out)) {
            assertThat(files.map(f -> f.getFileName().toString())).containsExactly("bench.json");
        }
    }

    @Test
    void growthHasItsFigures() throws Exception {
        Path out = folder.resolve("bench");
        Run run = Run.lfp("bench", "solver", "--quick", "--only=growth", "--repeat=1", "--out", out, "--quiet");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).isEmpty();
        try (Stream<Path> files = Files.list(out)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "bench.json", "growth-n.png", "growth-n.svg", "growth-modes.png", "growth-modes.svg");
        }
    }

    @Test
    void aWholeRun() throws Exception {
        Path out = folder.resolve("bench");
        Run run = Run.lfp("bench", "solver", "--quick", "--only=run-banded", "--out", out, "--json");
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode row = Manifest.JSON.readTree(run.out()).get("rows").get(0);
        assertThat(row.has("median_ms")).as(row.toString()).isTrue();
        assertThat(row.get("peak_memory_bytes").asDouble()).isGreaterThan(1e7);
        assertThat(row.get("command").asString()).startsWith("./lfp solve --data SAMPLES");
    }

    private Process child(String what, String path, String... options) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Djava.io.tmpdir=" + work,
                                "-cp",
                                System.getProperty("java.class.path"),
                                "org.fprinciple.cli.Lfp",
                                "bench",
                                what,
                                "--out",
                                folder.resolve("bench").toString()),
                        Stream.of(options))
                .toList());
        builder.environment().put("PATH", path);
        return builder.redirectError(folder.resolve("stderr").toFile())
                .redirectOutput(folder.resolve("stdout").toFile())
                .start();
    }

    @Test
    void noPeerIsNeeded() throws Exception {
        Process process = child("solver", "", "--quick", "--only=fft-complex-1d");
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String said = Files.readString(folder.resolve("stderr"));
        assertThat(process.exitValue()).as(said).isZero();
        assertThat(said)
                .contains("not compared with FFTW: g++ is not installed: apt-get install g++ libfftw3-dev")
                .contains("not compared with SciPy");
        JsonNode bench = read(folder.resolve("bench"));
        assertThat(bench.get("rows")).hasSize(1);
        assertThat(bench.get("absent_peers").propertyNames()).containsExactlyInAnyOrder("FFTW", "SciPy");
    }

    @Test
    void noPeerIsNeededForTraining() throws Exception {
        Process process = child("train", "", "--quick", "--only=3d");
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String said = Files.readString(folder.resolve("stderr"));
        assertThat(process.exitValue()).as(said).isZero();
        assertThat(said)
                .containsOnlyOnce("not compared with C++: g++ is not installed: apt-get install g++")
                .containsOnlyOnce(
                        "not compared with PyTorch: no python3 with PyTorch is installed: apt-get install python3-torch");
    }

    @Test
    void interrupted() throws Exception {
        Process process = child("solver", System.getenv("PATH"), "--only=rhs", "--no-figures");
        while (process.isAlive() && workshops() == 0) {
            Thread.sleep(5);
        }
        Thread.sleep(1000);
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(130);
        assertThat(Files.readString(folder.resolve("stderr"))).contains("interrupted before the results were written");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(f -> f.getFileName().toString())).containsExactlyInAnyOrder("stdout", "stderr");
        }
        assertThat(workshops()).isZero();
    }

    /** The folders in which benchmarks are under way. */
    private long workshops() throws Exception {
        try (Stream<Path> files = Files.list(work)) {
            return files.filter(f -> f.getFileName().toString().startsWith("lfp-bench"))
                    .count();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "bench, bench needs to know what",
        "bench speed, There is no command \"speed\"",
        "bench solver --fast, There is no option --fast of lfp bench solver",
        "bench train --only nothing, is in the name of no case: there are step-dense-1d",
        "bench solver --repeat 0, --repeat 0 is refused",
        "bench solver --only=, --only is empty",
        "bench solver --only nothing, is in the name of no case",
        "bench solver --threads 0 --quick, --threads 0 is refused",
    })
    void badOptions(String line, String sentence) {
        Run run = Run.lfp((Object[]) line.split(" "));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains(sentence).hasLineCount(1);
    }
}
