package org.fprinciple.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.fprinciple.io.CsvTable;
import org.fprinciple.io.NpyArray;
import org.fprinciple.io.NpzReader;
import org.fprinciple.io.NpzWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The commands end to end: names, shapes and units of what they write. */
class CommandsTest {
    private static final String CO2 = "validation/data/mauna-loa-co2.csv";
    private static final String JACKSBORO = "validation/data/jacksboro-elevation-2000.csv";

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

    private static NpyArray array(Path file, String name) throws IOException {
        try (NpzReader npz = NpzReader.open(file)) {
            return npz.array(name);
        }
    }

    @Test
    void solveWritesWhatItShould() throws IOException {
        Path out = folder.resolve("co2");
        Run run = Run.lfp("solve", "--data", CO2, "--out", out, "--json");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(names(out)).containsExactly("prediction.csv", "prediction.png", "prediction.svg", "run.json");
        JsonNode summary = Manifest.JSON.readTree(run.out());
        JsonNode manifest = json(out.resolve("run.json"));
        for (String key :
                List.of("fp_norm", "residual_rms", "method", "iterations", "tol_requested", "tol_reached", "seconds")) {
            assertThat(manifest.has(key)).as(key).isTrue();
            assertThat(summary.get(key)).as(key).isEqualTo(manifest.get(key));
        }
        for (String key : List.of(
                "options",
                "seed",
                "version",
                "commit",
                "java",
                "backend",
                "precision",
                "inputs",
                "normalisation",
                "citations",
                "outputs")) {
            assertThat(manifest.has(key)).as(key).isTrue();
        }
        CsvTable prediction = CsvTable.read(out.resolve("prediction.csv"));
        assertThat(prediction.names()).containsExactly("year", "h");
        assertThat(prediction.rows()).hasDimensions(1000, 2);
        // User's units: the first sample is on the grid.
        assertThat(prediction.rows()[0][0]).isCloseTo(1958.23836, Offset.offset(1e-9));
        assertThat(prediction.rows()[0][1]).isCloseTo(316.1, Offset.offset(1e-9));
        assertThat(prediction.rows()[999][0]).isCloseTo(2001.99178, Offset.offset(1e-4));
    }

    @Test
    void evolveWritesWhatItShould() throws IOException {
        Path out = folder.resolve("path");
        Run run = Run.lfp("evolve", "--target-function=sinsum(1,3)", "--samples=30", "--times=0.1,1,10", "--out", out);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(names(out))
                .containsExactly(
                        "half-life.csv",
                        "loss.png",
                        "loss.svg",
                        "residual-spectrum.png",
                        "residual-spectrum.svg",
                        "run.json",
                        "trajectory.npz",
                        "trajectory.png",
                        "trajectory.svg");
        Path npz = out.resolve("trajectory.npz");
        assertThat(array(npz, "t").values()).containsExactly(0.1, 1, 10);
        assertThat(array(npz, "X_eval").shape()).containsExactly(1000, 1);
        assertThat(array(npz, "h").shape()).containsExactly(3, 1000);
        assertThat(array(npz, "h_train").shape()).containsExactly(3, 30);
        assertThat(array(npz, "loss").shape()).containsExactly(3);
        String[] lines = Files.readString(out.resolve("half-life.csv")).split("\n");
        assertThat(lines[0]).isEqualTo("xi,half_life,reached,axis,xi_user,start");
        assertThat(lines[1]).matches("0\\.5,[0-9.E-]+,(true|false),x,[0-9.E-]+,[0-9.E-]+");
        // The span of unit inputs is 2.
        assertThat(lines[2]).startsWith("1.0,");
    }

    @Test
    void aBoxWritesItsSpectrum() throws IOException {
        Path out = folder.resolve("box");
        Run run = Run.lfp(
                "solve",
                "--data",
                JACKSBORO,
                "--domain=box:4",
                "--modes=16",
                "--ridge=1e-3rel",
                "--operator=exact",
                "--eval=grid:9",
                "--no-figures",
                "--out",
                out);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).contains("of the kernel");
        assertThat(names(out)).containsExactly("prediction.csv", "run.json", "spectrum.npz");
        Path npz = out.resolve("spectrum.npz");
        assertThat(array(npz, "xi").shape()).containsExactly(225, 2);
        assertThat(array(npz, "xi").values()).startsWith(-7 / 4.0, -7 / 4.0, -7 / 4.0, -6 / 4.0);
        double[] gamma2 = array(npz, "gamma2").values();
        assertThat(gamma2).hasSize(225);
        assertThat(gamma2[112]).isInfinite();
        try (NpzReader reader = NpzReader.open(npz)) {
            assertThat(reader.names()).containsExactly("xi", "gamma2", "h_hat", "g_hat");
        }
        JsonNode box = json(out.resolve("run.json")).get("operator").get("box");
        assertThat(box.get("side").asDouble()).isEqualTo(4);
        assertThat(box.get("kernel_tail_relative").asDouble()).isBetween(1e-6, 0.5);
    }

    /** prediction.csv of a box is Σ_k ĥ_k e^{2πi k·x/L}, in normalised units. */
    @Test
    void theSpectrumIsThePrediction() throws IOException {
        Path out = folder.resolve("box");
        Path data = Files.writeString(folder.resolve("d.csv"), "x,y\n-1,0.3\n-0.4,1\n0.1,-1\n0.7,0\n1,2\n");
        Run run = Run.lfp(
                "solve",
                "--data",
                data,
                "--normalise=none",
                "--domain=box:4",
                "--modes=64",
                "--eval=grid:5",
                "--no-figures",
                "--out",
                out);
        assertThat(run.code()).as(run.err()).isZero();
        double[][] rows = CsvTable.read(out.resolve("prediction.csv")).rows();
        Path npz = out.resolve("spectrum.npz");
        double[] xi = array(npz, "xi").values();
        double[] hHat = complex(npz, "h_hat", xi.length);
        for (double[] row : rows) {
            double sum = 0;
            for (int k = 0; k < xi.length; k++) {
                double phase = 2 * Math.PI * xi[k] * row[0];
                sum += hHat[2 * k] * Math.cos(phase) - hHat[2 * k + 1] * Math.sin(phase);
            }
            assertThat(row[1]).isCloseTo(sum, Offset.offset(1e-11));
        }
        double norm2 = 0;
        double[] gamma2 = array(npz, "gamma2").values();
        for (int k = 0; k < xi.length; k++) {
            norm2 += (hHat[2 * k] * hHat[2 * k] + hHat[2 * k + 1] * hHat[2 * k + 1]) / gamma2[k];
        }
        assertThat(Math.sqrt(norm2))
                .isCloseTo(json(out.resolve("run.json")).get("fp_norm").asDouble(), Offset.offset(1e-9));
    }

    /** Our reader refuses complex arrays, as data; here the bytes behind the header are enough. */
    private static double[] complex(Path file, String name, int count) throws IOException {
        try (java.util.zip.ZipFile zip = new java.util.zip.ZipFile(file.toFile())) {
            byte[] bytes = zip.getInputStream(zip.getEntry(name + ".npy")).readAllBytes();
            java.nio.ByteBuffer buffer = java.nio.ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN);
            double[] values = new double[2 * count];
            buffer.position(bytes.length - 16 * count);
            buffer.asDoubleBuffer().get(values);
            return values;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--operator=exact",
                "--operator=infinite-width",
                "--zero-mode=law",
                "--activation=tanh",
                "--parametrisation=zhang2019",
                "--weight=1,0.5",
                "--init=w=uniform(2),b=uniform(4)",
                "--scaling=standard --width=1000 --loss=mean",
                "--normalise=none",
                "--domain=box:auto",
                "--domain=box:6 --modes=128 --zero-mode=2.5",
                "--domain=box:6 --zero-mode=law --operator=exact",
            })
    void everyModelEvolvesAndReplays(String options) throws IOException {
        Path data = Files.writeString(folder.resolve("d.csv"), "x,y\n-1,0.3\n-0.4,1\n0.1,-1\n0.7,0\n1,2\n");
        Path out = folder.resolve("run");
        Object[] arguments = Stream.concat(
                        Stream.of("evolve", "--data", data, "--eval=grid:20", "--no-figures", "--out", out),
                        Stream.of(options.split(" ")))
                .toArray();
        Run run = Run.lfp(arguments);
        assertThat(run.code()).as(run.err()).isZero();
        double[] loss = array(out.resolve("trajectory.npz"), "loss").values();
        assertThat(loss[59]).isLessThan(1e-6 * loss[0]);
        Run again = Run.lfp("replay", out.resolve("run.json"));
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(again.out()).contains("same bits   trajectory.npz").doesNotContain("other bits");
    }

    @Test
    void replayNoticesOtherBitsAndOtherData() throws IOException {
        Path data = Files.writeString(folder.resolve("d.csv"), "x,y\n-1,0.3\n-0.4,1\n0.1,-1\n0.7,0\n1,2\n");
        Path out = folder.resolve("run");
        assertThat(Run.lfp("solve", "--data", data, "--no-figures", "--out", out)
                        .code())
                .isZero();
        Path manifest = out.resolve("run.json");
        String text = Files.readString(manifest);
        Files.writeString(manifest, text.replaceFirst("(\"prediction.csv\" : \")[0-9a-f]{4}", "$10000"));
        Run other = Run.lfp("replay", out);
        assertThat(other.code()).isEqualTo(1);
        assertThat(other.out()).contains("other bits  prediction.csv");
        Files.writeString(manifest, text);
        Files.writeString(data, "x,y\n-1,0.3\n-0.4,1\n0.1,-1\n0.7,0\n1,3\n");
        Run changed = Run.lfp("replay", manifest);
        assertThat(changed.code()).isEqualTo(2);
        assertThat(changed.err()).contains("has changed");
    }

    @Test
    void aNetIsTheStartAndTheLaw() throws IOException {
        Path net = folder.resolve("net.npz");
        java.util.SplittableRandom random = new java.util.SplittableRandom(5);
        int m = 500;
        double[] a = new double[m];
        double[] w = new double[m];
        double[] b = new double[m];
        for (int j = 0; j < m; j++) {
            a[j] = random.nextDouble() - 0.5;
            w[j] = 2 * random.nextDouble() - 1;
            b[j] = 4 * random.nextDouble() - 2;
        }
        try (NpzWriter npz = new NpzWriter(net)) {
            npz.add("a", a, m);
            npz.add("w", w, m, 1);
            npz.add("b", b, m);
        }
        Path data = Files.writeString(folder.resolve("d.csv"), "x,y\n-1,0.3\n-0.4,1\n0.1,-1\n0.7,0\n1,2\n");
        Path out = folder.resolve("run");
        Run run = Run.lfp(
                "evolve",
                "--data",
                data,
                "--h-ini",
                net,
                "--init",
                "from-net:" + net,
                "--zero-mode=law",
                "--times=1e-9",
                "--no-figures",
                "--normalise=none",
                "--out",
                out);
        assertThat(run.code()).as(run.err()).isZero();
        double[] h = array(out.resolve("trajectory.npz"), "h_train").values();
        double[] x = {-1, -0.4, 0.1, 0.7, 1};
        for (int i = 0; i < 5; i++) {
            double f = 0;
            for (int j = 0; j < m; j++) {
                f += a[j] * Math.max(0, w[j] * x[i] + b[j]) / Math.sqrt(m);
            }
            assertThat(h[i]).isCloseTo(f, Offset.offset(1e-7));
        }
        JsonNode moments = json(out.resolve("run.json")).get("operator").get("moments");
        double error = moments.get("p_b0_standard_error").asDouble();
        assertThat(moments.get("p_b0").asDouble()).isCloseTo(0.25, Offset.offset(4 * error));
    }

    @Test
    void evaluationPointsAreMatchedByName() throws IOException {
        Path data = Files.writeString(
                folder.resolve("d.csv"), "u,same,v,y\n0,7,0,1\n1,7,0,2\n0,7,1,3\n1,7,1,5\n0.5,7,0.2,1\n");
        Path eval = Files.writeString(folder.resolve("e.csv"), "v,note,same,u\n0,9,7,1\n1,9,7,0\n");
        Path out = folder.resolve("run");
        Run run = Run.lfp("solve", "--data", data, "--eval", eval, "--out", out);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).contains("same");
        CsvTable prediction = CsvTable.read(out.resolve("prediction.csv"));
        assertThat(prediction.names()).containsExactly("u", "same", "v", "h");
        assertThat(prediction.rows()[0]).containsExactly(new double[] {1, 7, 0, 2}, Offset.offset(1e-9));
        assertThat(prediction.rows()[1]).containsExactly(new double[] {0, 7, 1, 3}, Offset.offset(1e-9));
    }

    @Test
    void aMissedToleranceIsAnAnswerOfNo() {
        Path out = folder.resolve("run");
        Run run = Run.lfp(
                "solve",
                "--target-function=step",
                "--samples=200",
                "--weight=1,0",
                "--method=dense",
                "--tol=1e-15",
                "--no-figures",
                "--out",
                out);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("was not reached", "--ridge");
        assertThat(out.resolve("run.json")).exists();
    }

    @Test
    void forceWritesIntoAFolderThatExists() throws IOException {
        Path out = Files.createDirectory(folder.resolve("run"));
        Files.writeString(out.resolve("mine.txt"), "kept");
        Files.writeString(out.resolve("prediction.csv"), "old");
        Files.writeString(out.resolve("residual-spectrum-2.png"), "old");
        assertThat(Run.lfp("solve", "--target-function=step", "--no-figures", "--force", "--out", out)
                        .code())
                .isZero();
        assertThat(names(out)).containsExactly("mine.txt", "prediction.csv", "run.json");
        assertThat(names(folder)).containsExactly("run");
        assertThat(Files.readString(out.resolve("prediction.csv"))).startsWith("x,h\n");
    }

    @Test
    void quietSaysNothing() {
        Run run = Run.lfp("solve", "--target-function=xor", "--quiet", "--out", folder.resolve("run"));
        assertThat(run).isEqualTo(new Run(0, "", ""));
    }

    @Test
    void versionTargetsAndDoctorTell() {
        assertThat(Run.lfp("--version").out()).matches("(?s)lfp \\d+\\.\\d+\\.\\d+\\s*");
        assertThat(Run.lfp("targets").out()).contains("sinsum(k1,k2,...)", "1/(πiξ)");
        Run doctor = Run.lfp("doctor");
        assertThat(doctor.code()).isZero();
        assertThat(doctor.out())
                .contains("Java", "training steps", "CPU", "CUDA driver", "cuFFT", "memory", "OpenBLAS");
    }
}
