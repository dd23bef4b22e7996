package org.fprinciple.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.fprinciple.io.NpyArray;
import org.fprinciple.io.NpzReader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Tag("any-jdk")
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
                    .contains(
                            "fit.png",
                            "differences.svg",
                            "half-lives.png",
                            "frequency-maps.svg",
                            "width-scan.png",
                            "pointwise.png");
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
        // The bounds speak of the target itself, not of the hundredth that is learned: |sine| has the mean 2/π.
        JsonNode bounds = verdict.get("bounds");
        assertThat(bounds.get("bounds_hold").asBoolean()).isTrue();
        assertThat(bounds.get("measured_l1").asDouble())
                .isBetween(1e-3, 2 / Math.PI)
                .isLessThan(bounds.get("pointwise_l1").asDouble());
        assertThat(Files.readString(out.resolve("report.html"))).contains("mean of the pointwise bound");
        assertThat(verdict.at("/slopes/own-infinite/slope").asDouble()).isNegative();
        try (NpzReader npz = NpzReader.open(out.resolve("ladder.npz"))) {
            NpyArray h = npz.array("h_net_800");
            assertThat(h.shape()).containsExactly(2, 20);
            assertThat(npz.array("h_exact").shape()).containsExactly(2, 20);
            assertThat(npz.array("y").shape()).containsExactly(6);
            double[] error = npz.array("limit_error").values();
            double[] bound = npz.array("limit_bound").values();
            assertThat(error).hasSize(20);
            for (int i = 0; i < error.length; i++) {
                assertThat(error[i]).isLessThanOrEqualTo(bound[i]);
            }
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

    // Interruptions, in a JVM of their own.

    /** A case whose nets take a moment each. */
    private Path slow() throws IOException {
        Path file = tiny("slow", "0.9");
        Files.writeString(
                file,
                Files.readString(file)
                                .replace("[200, 400, 800]", "[1000, 2000]")
                                .replace("0.1,1", "0.1,30") + "tol: 1e-6\n");
        return file;
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    /** Whoever stops it, once a case and a net of the next are done. */
    @ParameterizedTest
    @CsvSource({"-INT,130", "-TERM,143", "-KILL,137"})
    void anInterruptedRunGoesOnToTheSameBits(String signal, int code) throws Exception {
        Path table = Files.writeString(folder.resolve("table.md"), "<!-- results -->\n<!-- end -->\n");
        Path runs = Files.createDirectory(folder.resolve("runs"));
        Path cut = runs.resolve("cut");
        Object[] cases = {tiny("fails", "1e-9"), slow()};
        Object[] command = {"validate", cases[0], cases[1], "--set", "seeds=2", "--no-figures", "--out"};
        Run run = Run.interrupted(
                signal, runs.resolve("cut.checkpoint/nets/slow/1"), with(command, cut, "--table", table));
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        if (code != 137) {
            assertThat(run.err()).contains("interrupted before", "go on with ./lfp validate --resume " + cut);
        }
        assertThat(names(runs)).containsExactly("cut", "cut.checkpoint");
        assertThat(names(cut)).containsExactly("fails");
        FileTime finished = Files.getLastModifiedTime(cut.resolve("fails/ladder.npz"));

        Run anew = Run.lfp(with(command, cut, "--quiet"));
        assertThat(anew.code()).isEqualTo(2);
        // What is as it was may be given, and what changes no result.
        Run resumed = Run.lfp("validate", cases[0], cases[1], "--resume", cut, "--set", "seeds=2", "--json");
        assertThat(resumed.code()).as(resumed.err()).isEqualTo(1);
        Path whole = runs.resolve("whole");
        assertThat(Run.lfp(with(command, whole, "--quiet")).code()).isEqualTo(1);
        assertThat(names(runs)).containsExactly("cut", "whole");
        assertThat(Files.getLastModifiedTime(cut.resolve("fails/ladder.npz"))).isEqualTo(finished);
        for (String name : List.of("fails", "slow")) {
            assertThat(names(cut.resolve(name))).isEqualTo(names(whole.resolve(name)));
            for (String file : List.of("ladder.npz", "half-life.csv")) {
                assertThat(cut.resolve(name).resolve(file))
                        .hasSameBinaryContentAs(whole.resolve(name).resolve(file));
            }
            assertThat(withoutSeconds(cut.resolve(name))).isEqualTo(withoutSeconds(whole.resolve(name)));
        }
        JsonNode verdicts = Manifest.JSON.readTree(resumed.out());
        assertThat(verdicts.get(0)).isEqualTo(json(cut.resolve("fails/verdict.json")));
        assertThat(verdicts.get(1)).isEqualTo(json(cut.resolve("slow/verdict.json")));
        assertThat(Files.readString(table)).contains("| fails | 200 | 2 |", "| slow | 2,000 | 2 |");
        Run nothing = Run.lfp("validate", "--resume", cut);
        assertThat(nothing.code()).isEqualTo(2);
        assertThat(nothing.err()).contains("nothing to resume");
    }

    private static Object[] with(Object[] command, Object... more) {
        return Stream.concat(Stream.of(command), Stream.of(more)).toArray();
    }

    private static ObjectNode withoutSeconds(Path run) throws IOException {
        return ((ObjectNode) json(run.resolve("verdict.json"))).without("seconds");
    }

    /** Goes on with runs/cut in vain. */
    private void refuseToResume(Path runs, String argument, String... says) {
        Run run = Run.lfp("validate", "--resume", runs.resolve("cut"), argument);
        assertThat(run.err()).contains(says).startsWith("lfp: ").doesNotContain("Exception");
        assertThat(run.err().strip().lines()).hasSize(1);
        assertThat(run.code()).isEqualTo(2);
        assertThat(runs.resolve("cut")).doesNotExist();
    }

    @Test
    void otherCasesOptionsAndNetsAreRefused() throws Exception {
        Path runs = Files.createDirectory(folder.resolve("runs"));
        Path file = slow();
        Path net = runs.resolve("cut.checkpoint/nets/slow/1");
        Run.interrupted("-KILL", net, "validate", file, "--no-figures", "--out", runs.resolve("cut"));
        refuseToResume(runs, tiny("other", "0.9").toString(), "cannot be changed by --resume", "slow.yaml");
        refuseToResume(runs, "--set=width=300", "--set cannot be changed by --resume");
        refuseToResume(runs, "--quick", "--quick", "false");
        refuseToResume(runs, "--table=t.md", "--table");

        Path command = runs.resolve("cut.checkpoint/command.json");
        String text = Files.readString(command);
        for (String[] change : new String[][] {
            {"\"quick\" : \"false\"", "\"quick\" : \"true\"", "slow/1", "another run"},
            {Version.NUMBER, "0.0.1", "another version than " + Version.NUMBER, "--force"},
            {"\"cases\"", "\"other\"", "A case is needed", "lists them"},
            {"}", "", "command.json", "damaged"},
        }) {
            assertThat(text).contains(change[0]);
            Files.writeString(command, text.replace(change[0], change[1]));
            refuseToResume(runs, "--quiet", change[2], change[3]);
        }
        Files.writeString(command, text);

        byte[] kept = Files.readAllBytes(net);
        byte[] flipped = kept.clone();
        flipped[kept.length / 3] ^= 1;
        for (byte[] damaged : List.of(Arrays.copyOf(kept, kept.length / 2), flipped, new byte[0])) {
            Files.write(net, damaged);
            refuseToResume(runs, "--quiet", "slow/1", "damaged", "--force");
        }
        Files.write(net, kept);
        Path another = Files.write(net.resolveSibling("2"), kept);
        refuseToResume(runs, "--quiet", "slow/2", "damaged", "--force");
        Files.delete(another);
        Files.writeString(file, Files.readString(file).replace("0.9", "0.8"));
        refuseToResume(runs, "--quiet", "slow.yaml has changed");
    }

    @Test
    void targetsThatAreTooLargeAreRefused() throws IOException {
        Run run = Run.lfp("validate", tiny("tiny", "0.9"), "--set", "target-scale=1e300");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("leaves the range of float64").doesNotContain("Exception");
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
