package org.fprinciple.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.fprinciple.io.NpyArray;
import org.fprinciple.io.NpzReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ValidateCommandTest {
    private static final String TINY = """
            title: A tiny case
            about: Six samples of a sine.
            target-function: sine(0.5)
            samples: 6
            normalise: none
            target-scale: 0.01
            antisymmetric: true
            width: [200, 400, 800]
            seeds: 2
            times: 0.1,1
            eval: grid:20
            operator: exact
            zero-mode: law
            criteria:
              - {measure: relative-net-exact, max: LIMIT}
              - {measure: relative-net-exact, width: 999, max: 1}
            """;

    @TempDir
    Path folder;

    private Path tiny(String name, String limit) throws IOException {
        Path file = folder.resolve(name + ".yaml");
        Files.writeString(file, TINY.replace("LIMIT", limit));
        return file;
    }

    private static JsonNode json(Path file) throws IOException {
        return Manifest.JSON.readTree(Files.readString(file));
    }

    @Test
    void writesVerdictCurvesHalfLivesAndPage() throws IOException {
        Path out = folder.resolve("out");
        Run run = Run.lfp("validate", tiny("tiny", "0.9"), "--out", out, "--json");
        assertThat(run.code()).as(run.err()).isZero();
        try (Stream<Path> files = Files.list(out)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .contains("half-life.csv", "ladder.npz", "report.html", "run.json", "verdict.json")
                    .contains("fit.png", "differences.svg", "half-lives.png", "frequency-maps.svg", "width-scan.png");
        }
        JsonNode verdict = json(out.resolve("verdict.json"));
        assertThat(Manifest.JSON.readTree(run.out())).isEqualTo(verdict);
        assertThat(verdict.get("case").asString()).isEqualTo("tiny");
        assertThat(verdict.get("passed").asBoolean()).isTrue();
        assertThat(verdict.get("as_expected").asBoolean()).isTrue();
        assertThat(verdict.get("criteria")).hasSize(1);
        JsonNode criterion = verdict.get("criteria").get(0);
        assertThat(criterion.propertyNames()).contains("name", "value", "limit", "passed", "width");
        assertThat(verdict.get("not_measured").get(0).asString()).contains("999");
        // The criterion's value is the mean over the curves that are written, for two nets together.
        JsonNode total = verdict.get("widths").get(2).at("/differences/net-exact");
        assertThat(total.get("relative").asDouble())
                .isEqualTo(criterion.get("value").asDouble());
        assertThat(verdict.at("/slopes/own-infinite/slope").asDouble()).isNegative();
        try (NpzReader npz = NpzReader.open(out.resolve("ladder.npz"))) {
            NpyArray h = npz.array("h_net_800");
            assertThat(h.shape()).containsExactly(2, 20);
            assertThat(npz.array("h_exact").shape()).containsExactly(2, 20);
            assertThat(npz.array("y").shape()).containsExactly(6);
        }
        assertThat(Files.readAllLines(out.resolve("half-life.csv")).get(0).split(","))
                .contains("xi", "net", "net_std", "exact", "exact_over_net", "infinite");
        assertThat(json(out.resolve("run.json")).at("/inputs").propertyNames()).anyMatch(f -> f.endsWith("tiny.yaml"));
    }

    @Test
    void aFailedVerdictIsWrittenAndExitsWithOne() throws IOException {
        Path out = folder.resolve("out");
        Run run = Run.lfp("validate", tiny("tiny", "1e-9"), "--out", out);
        assertThat(run.code()).as(run.err()).isEqualTo(1);
        JsonNode verdict = json(out.resolve("verdict.json"));
        assertThat(verdict.get("passed").asBoolean()).isFalse();
        assertThat(verdict.get("sentence").asString()).startsWith("Failed").contains("relative-net-exact");
        assertThat(run.out()).contains("FAILED");
        assertThat(out.resolve("report.html")).exists();
    }

    @Test
    void severalCasesHaveAFolderEachAndATable() throws IOException {
        Path table = folder.resolve("table.md");
        Files.writeString(table, "Before\n<!-- results -->\nold\n<!-- end -->\nAfter\n");
        Path out = folder.resolve("out");
        Run run = Run.lfp(
                "validate",
                tiny("one", "0.9"),
                tiny("two", "1e-9"),
                "--set",
                "width=100",
                "--table",
                table,
                "--out",
                out,
                "--quiet");
        assertThat(run.code()).as(run.err()).isEqualTo(1);
        assertThat(run.err()).isEmpty();
        assertThat(json(out.resolve("one/verdict.json")).at("/widths/0/width").asInt())
                .isEqualTo(100);
        assertThat(out.resolve("two/report.html")).exists();
        String text = Files.readString(table);
        assertThat(text)
                .startsWith("Before")
                .endsWith("After\n")
                .contains("| one | 100 | 2 |")
                .doesNotContain("old");
    }

    @Test
    void theSameSeedGivesTheSameBits() throws IOException {
        Path file = tiny("tiny", "0.9");
        for (int threads = 1; threads <= 2; threads++) {
            Run run =
                    Run.lfp("validate", file, "--threads", threads, "--quiet", "--out", folder.resolve("t" + threads));
            assertThat(run.code()).as(run.err()).isZero();
        }
        assertThat(folder.resolve("t1/ladder.npz")).hasSameBinaryContentAs(folder.resolve("t2/ladder.npz"));
    }

    @Test
    void withoutACaseTheyAreListed() {
        Run run = Run.lfp("validate");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("cubic-1d").contains("fails-box").contains("(fails: box)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cubic-2d|cubic-1d",
                "nowhere/case.yaml|no such file",
                "cubic-1d --set widht=3|width",
                "cubic-1d --set init=a=norml(1)|norml",
                "cubic-1d --set loss=summ|sum",
                "cubic-1d --set flow=adam|rkc",
                "cubic-1d --set data=nothing.csv|nothing.csv",
                "cubic-1d cubic-1d|twice",
                "cubic-1d --table nothing.md|no file",
                "--quick|lists them",
                "cubic-1d --set domain=box:0.5|box",
            })
    void badInputIsOneSentence(String text) {
        String[] parts = text.split("\\|");
        Path out = folder.resolve("out");
        Run run = Run.lfp(Stream.concat(
                        Stream.of("validate"),
                        Stream.concat(Stream.of(parts[0].split(" ")), Stream.of("--out", out.toString())))
                .toArray());
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.err().strip().lines()).hasSize(1);
        assertThat(run.err()).contains(parts[1]);
        assertThat(out).doesNotExist();
    }

    static List<Path> cases() throws IOException {
        return CaseFolder.cases();
    }

    /** The quick run of every case ends as the case says: passed, or failed for its reason. */
    @ParameterizedTest
    @MethodSource("cases")
    void quickCasesEndAsExpected(Path file) throws IOException {
        Path out = folder.resolve("out");
        Run run = Run.lfp("validate", file, "--quick", "--quiet", "--no-figures", "--out", out);
        JsonNode verdict = json(out.resolve("verdict.json"));
        assertThat(verdict.get("as_expected").asBoolean())
                .as(verdict.get("sentence").asString())
                .isTrue();
        assertThat(run.code()).isEqualTo(verdict.get("passed").asBoolean() ? 0 : 1);
    }
}
