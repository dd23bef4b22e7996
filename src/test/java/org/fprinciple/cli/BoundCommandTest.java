package org.fprinciple.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.fprinciple.io.CsvTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** {@code lfp bound}: files, columns, units, exit codes, and what is said where nothing is bounded. */
class BoundCommandTest {
    private static final List<String> KEYS =
            List.of("fp_norm", "fp_norm_is", "gamma_norm", "published_l1", "tighter_l1", "measured_l1", "delta", "n");

    @TempDir
    Path folder;

    private static JsonNode json(Path file) throws IOException {
        return Manifest.JSON.readTree(Files.readString(file));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aKnownTargetOnItsPeriod() throws IOException {
        Path out = folder.resolve("run");
        Run run = Run.lfp(
                "bound",
                "--target-function=sine(2)",
                "--samples=24",
                "--normalise=none",
                "--weight=0.02,0.3",
                "--domain=box:4",
                "--modes=64",
                "--eval=grid:101",
                "--delta=0.1",
                "--json",
                "--out",
                out);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(names(out))
                .containsExactly(
                        "bound.json",
                        "bound.png",
                        "bound.svg",
                        "pointwise.csv",
                        "pointwise.png",
                        "pointwise.svg",
                        "run.json");
        JsonNode bound = json(out.resolve("bound.json"));
        JsonNode summary = Manifest.JSON.readTree(run.out());
        for (String key : KEYS) {
            assertThat(bound.get(key)).as(key).isNotNull();
            assertThat(bound.get(key)).as(key).isEqualTo(summary.get(key));
            assertThat(bound.get(key))
                    .as(key)
                    .isEqualTo(json(out.resolve("run.json")).get(key));
        }
        double gamma2 = (0.02 / 16 + 0.3 / 4) / 4;
        assertThat(bound.get("fp_norm").asDouble()).isCloseTo(Math.sqrt(0.5 / gamma2), within(1e-9));
        assertThat(bound.get("fp_norm_is").asString()).isEqualTo("exact");
        assertThat(bound.get("bounds_hold").asBoolean()).isTrue();
        double gamma = Math.sqrt(Math.PI * Math.PI * 0.3 * 4 / 3 + Math.pow(Math.PI, 4) * 0.02 * 64 / 45);
        assertThat(bound.get("gamma_norm").asDouble()).isCloseTo(gamma, within(1e-3 * gamma));
        double q = bound.get("fp_norm").asDouble();
        assertThat(bound.get("tighter_l1").asDouble())
                .isCloseTo(
                        2 * q * gamma * (2 + Math.sqrt(Math.log(10) / 2)) / Math.sqrt(24),
                        within(2e-3 * bound.get("tighter_l1").asDouble()));
        assertThat(bound.get("measured_l1").asDouble())
                .isPositive()
                .isLessThan(bound.get("pointwise_l1").asDouble());
        assertThat(bound.get("published_l1").asDouble())
                .isGreaterThan(bound.get("tighter_l1").asDouble());
        assertThat(bound.get("by_n")).hasSize(3);
        assertThat(bound.get("by_n").get(2).get("n").asInt()).isEqualTo(24);
        CsvTable pointwise = CsvTable.read(out.resolve("pointwise.csv"));
        assertThat(pointwise.names()).containsExactly("x", "h", "bound", "error");
        assertThat(pointwise.rows()).hasDimensions(101, 4);
        for (double[] row : pointwise.rows()) {
            assertThat(row[3]).isCloseTo(Math.abs(Math.sin(4 * Math.PI * row[0]) - row[1]), within(1e-12));
            assertThat(row[3]).isLessThanOrEqualTo(row[2]);
        }
        Run again = Run.lfp("replay", out);
        assertThat(again.code()).as(again.out() + again.err()).isZero();
        assertThat(again.out()).contains("same bits   bound.json", "same bits   pointwise.csv");
    }

    @Test
    void theUnitsOfTheUser() throws IOException {
        // The same problem twice, once in units of its own: hundredths, shifted.
        String small = "x,y\n";
        String large = "x,y\n";
        for (int i = 0; i < 12; i++) {
            double x = -1 + 2 * i / 11.0;
            double y = Math.sin(3 * x) + x * x;
            small += x + "," + y + "\n";
            large += (7 + 100 * x) + "," + (5 - 1000 * y) + "\n";
        }
        CsvTable[] tables = new CsvTable[2];
        for (int i = 0; i < 2; i++) {
            Path data = Files.writeString(folder.resolve(i + ".csv"), i == 0 ? small : large);
            Path out = folder.resolve("units" + i);
            Run run = Run.lfp("bound", "--data", data, "--no-figures", "--eval=grid:50", "--out", out);
            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.err()).contains("nothing here bounds the error");
            assertThat(run.out()).contains("fp_norm_is", "lower-bound").containsPattern("bounds_hold +false");
            tables[i] = CsvTable.read(out.resolve("pointwise.csv"));
            JsonNode bound = json(out.resolve("bound.json"));
            assertThat(bound.get("fp_norm_is").asString()).isEqualTo("lower-bound");
            assertThat(bound.get("not_bounds").asString()).contains("no bounds");
            assertThat(bound.get("measured_l1").isNull()).isTrue();
            assertThat(bound.get("gamma_norm").isNull()).isTrue();
            assertThat(bound.get("published_l1").isNull()).isTrue();
            assertThat(bound.get("by_n").get(0).has("held_out_l1")).isTrue();
        }
        assertThat(tables[0].names()).containsExactly("x", "h", "bound");
        for (int i = 0; i < 50; i++) {
            double[] a = tables[0].rows()[i];
            double[] b = tables[1].rows()[i];
            assertThat(b[1]).isCloseTo(5 - 1000 * a[1], within(1e-6));
            assertThat(b[2]).isCloseTo(1000 * a[2], within(1e-4));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "step, simplified, space, 1, lower-bound",
        "hat(0.5), exact, box:4, 1, upper-bound",
        "'gaussian(0.3,2)', simplified, space, 2, exact",
        "sine(2), infinite-width, space, 1, lower-bound",
        "step, simplified, box:auto, 1, lower-bound",
    })
    void whatIsKnownOfOtherTargets(String target, String operator, String domain, int d, String is) throws IOException {
        Path out = folder.resolve("run");
        List<Object> arguments = new ArrayList<>(List.of(
                "bound", "--target-function", target, "--operator", operator, "--domain", domain, "--samples=20"));
        arguments.addAll(List.of("--eval=grid:21", "--out", out));
        if (domain.equals("box:4")) {
            arguments.add("--modes=256");
        }
        Run run = Run.lfp(arguments.toArray());
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode bound = json(out.resolve("bound.json"));
        assertThat(bound.get("fp_norm_is").asString()).isEqualTo(is);
        assertThat(bound.get("bounds_hold").asBoolean()).isEqualTo(!is.equals("lower-bound"));
        assertThat(bound.has("not_bounds")).isEqualTo(is.equals("lower-bound"));
        assertThat(bound.get("assumptions").has("fp_norm_limit"))
                .isEqualTo(bound.get("fp_norm_error").asDouble() > 0);
        assertThat(bound.get("assumptions").has("box_apart_from_samples")).isEqualTo(domain.equals("box:auto"));
        assertThat(names(out)).contains("pointwise.png", "bound.png");
        CsvTable table = CsvTable.read(out.resolve("pointwise.csv"));
        assertThat(table.rows()).hasDimensions((int) Math.pow(21, d), d + 3);
        if (bound.get("bounds_hold").asBoolean()) {
            for (double[] row : table.rows()) {
                assertThat(row[d + 2]).isLessThanOrEqualTo(row[d + 1]);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--target-function=sine(1) --delta=0        | --delta 0.0 is refused",
                "--target-function=sine(1) --delta=1        | --delta 1.0 is refused",
                "--target-function=sine(1) --delta=-3       | --delta -3.0 is refused",
                "--target-function=sine(1) --delta=NaN      | --delta NaN is refused",
                "--target-function=sine(1) --delta=x        | delta",
                "--delta=0.1                                | Data are needed",
                "--target-function=sine(1) --ridge=-1       | ridge",
                "--target-function=sine(1) --samples=1      | constant",
                "--target-function=xor --samples=2          | free functions",
                "--target-function=sine(1) --domain=box:1.9 | no wider than",
                "--data=NOISY                               | carry noise",
                "--data=NOISY --ridge=1                     | carry noise",
                "--data=NAMED                               | named \"bound\"",
            })
    void badInput(String options, String says) throws IOException {
        Path noisy = Files.writeString(folder.resolve("noisy.csv"), "x,y\n1,2\n1,3\n2,3\n3,5\n");
        Path named = Files.writeString(folder.resolve("named.csv"), "bound,y\n1,2\n2,3\n3,5\n");
        List<Object> arguments = new ArrayList<>(List.of("bound"));
        arguments.addAll(Arrays.asList(options.replace("NOISY", noisy.toString())
                .replace("NAMED", named.toString())
                .split(" ")));
        arguments.addAll(List.of("--out", folder.resolve("result")));
        Run run = Run.lfp(arguments.toArray());
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains(says).startsWith("lfp: ").doesNotContain("Exception");
        assertThat(run.err().strip().lines()).hasSize(1);
        assertThat(run.out()).isEmpty();
        assertThat(Files.exists(folder.resolve("result"))).isFalse();
    }

    @Test
    void aBoxThatCannotInterpolate() throws IOException {
        Path out = folder.resolve("run");
        Run run = Run.lfp(
                "bound",
                "--target-function=runge(3)",
                "--samples=40",
                "--domain=box:4",
                "--modes=16",
                "--no-figures",
                "--out",
                out);
        assertThat(run.code()).isEqualTo(1);
        JsonNode bound = json(out.resolve("bound.json"));
        assertThat(bound.get("tighter_l1").isNull()).isTrue();
        assertThat(bound.get("no_l1_bound").asString()).contains("does not pass");
        // What the samples' own errors carry is in the pointwise bound, which holds.
        for (double[] row : CsvTable.read(out.resolve("pointwise.csv")).rows()) {
            assertThat(row[3]).isLessThanOrEqualTo(row[2]);
        }
    }

    @Test
    void pointsBeyondTheSamplesAreBoundedToo() throws IOException {
        Path points = Files.writeString(folder.resolve("points.csv"), "x\n-1.8\n0.1\n2.5\n");
        Path out = folder.resolve("run");
        Run run = Run.lfp(
                "bound", "--target-function=runge(3)", "--samples=15", "--eval", points, "--no-figures", "--out", out);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(json(out.resolve("bound.json")).get("bounds_hold").asBoolean())
                .isTrue();
        for (double[] row : CsvTable.read(out.resolve("pointwise.csv")).rows()) {
            assertThat(row[3]).isPositive().isLessThanOrEqualTo(row[2]);
        }
    }
}
