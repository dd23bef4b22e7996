package org.fprinciple.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import jcuda.driver.CUresult;
import org.assertj.core.data.Offset;
import org.fprinciple.backend.cuda.CudaProbe;
import org.fprinciple.backend.cuda.CudaUnderTest;
import org.fprinciple.backend.cuda.EmulatedDevice;
import org.fprinciple.io.CsvTable;
import org.fprinciple.io.NpzReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Commands on a CUDA device, and each way in which there is none or it fails. */
@Tag("cuda")
@Tag("any-jdk")
class CudaCommandsTest {
    private static final List<String> SOLVE = List.of(
            "solve", "--domain=box:4", "--modes=16", "--method=cg", "--ridge=1e-3rel", "--eval=grid:9", "--no-figures");
    private static final List<String> EVOLVE = List.of(
            "evolve",
            "--domain=box:4",
            "--modes=12",
            "--method=krylov",
            "--times=log:1e-3:1:4",
            "--eval=grid:9",
            "--no-figures");

    private static final List<String> IN_SPACE =
            List.of("solve", "--method=local", "--ridge=1e-4rel", "--eval=grid:9", "--no-figures");
    private static final List<String> BOUND = List.of("bound", "--eval=grid:7", "--no-figures");
    private static final List<String> TRAIN =
            List.of("train", "--width=200", "--antisymmetric", "--eval=grid:5", "--no-figures");

    @TempDir
    Path folder;

    private Path data;

    @BeforeEach
    void device() throws IOException {
        CudaUnderTest.require();
        StringBuilder rows = new StringBuilder("a,b,y\n");
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 80; i++) {
            double a = random.nextDouble();
            double b = random.nextDouble();
            rows.append(a)
                    .append(',')
                    .append(b)
                    .append(',')
                    .append(Math.sin(5 * a) + b)
                    .append('\n');
        }
        data = Files.writeString(folder.resolve("data.csv"), rows);
    }

    private Run run(List<String> command, String out, String... more) {
        List<Object> arguments = new ArrayList<>(command);
        arguments.addAll(List.of("--data", data, "--out", folder.resolve(out)));
        arguments.addAll(Arrays.asList(more));
        return Run.lfp(arguments.toArray());
    }

    private JsonNode json(String out) throws IOException {
        return Manifest.JSON.readTree(Files.readString(folder.resolve(out).resolve("run.json")));
    }

    private double[] prediction(String out) throws IOException {
        return last(out, "prediction.csv");
    }

    /** The last column. */
    private double[] last(String out, String file) throws IOException {
        double[][] rows = CsvTable.read(folder.resolve(out).resolve(file)).rows();
        return Stream.of(rows).mapToDouble(row -> row[row.length - 1]).toArray();
    }

    @Test
    void solveOnTheDevice() throws IOException {
        for (String[] where : new String[][] {{"gpu", "cuda"}, {"again", "cuda"}, {"auto", "auto"}, {"host", "cpu"}}) {
            Run run = run(SOLVE, where[0], "--backend=" + where[1], "--operator=exact");
            assertThat(run.code()).as(run.err()).isZero();
        }
        double[] gpu = prediction("gpu");
        assertThat(prediction("again")).isEqualTo(gpu);
        assertThat(prediction("auto")).isEqualTo(gpu);
        close(gpu, prediction("host"), 1e-6);
        JsonNode backend = json("gpu").get("backend");
        assertThat(backend.get("name").asString()).isEqualTo("cuda");
        assertThat(backend.get("device").asString()).isNotEmpty();
        assertThat(backend.get("driver").asString()).startsWith("CUDA 1");
        assertThat(backend.get("why").asString()).isEqualTo("as asked");
        assertThat(json("auto").get("backend").get("why").asString()).isEqualTo("a CUDA device is there");
        assertThat(json("gpu").get("linear_algebra").asString()).contains("cuFFT");
        assertThat(json("host").get("backend").get("device").isNull()).isTrue();
    }

    @Test
    void evolveOnTheDevice() throws IOException {
        for (String out : List.of("gpu", "again")) {
            Run run = run(EVOLVE, out, "--backend=cuda");
            assertThat(run.code()).as(run.err()).isZero();
        }
        assertThat(json("gpu").get("linear_algebra").asString()).contains("Lanczos, cuFFT");
        assertThat(Files.readAllBytes(folder.resolve("gpu/trajectory.npz")))
                .isEqualTo(Files.readAllBytes(folder.resolve("again/trajectory.npz")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"simplified", "exact", "infinite-width"})
    void solveInSpaceOnTheDevice(String operator) throws IOException {
        for (String[] where : new String[][] {{"gpu", "cuda"}, {"again", "cuda"}, {"host", "cpu"}}) {
            Run run = run(IN_SPACE, where[0], "--backend=" + where[1], "--operator=" + operator);
            assertThat(run.code()).as(run.err()).isZero();
        }
        double[] gpu = prediction("gpu");
        assertThat(prediction("again")).isEqualTo(gpu);
        close(gpu, prediction("host"), 1e-6);
        assertThat(json("gpu").get("backend").get("name").asString()).isEqualTo("cuda");
        assertThat(json("gpu").get("linear_algebra").asString()).endsWith("kernel products by cuda");
        assertThat(json("host").get("linear_algebra").asString()).endsWith("kernel products by cpu");
    }

    /** A law without a closed form: its kernel is the CPU's, and run.json says so. */
    @Test
    void aKernelThatTheDeviceDoesNotKnow() throws IOException {
        Files.write(data, Files.readAllLines(data).subList(0, 21));
        Run run = run(
                List.of("solve", "--method=local", "--ridge=1e-4rel", "--eval=grid:2", "--no-figures"),
                "gpu",
                "--backend=cuda",
                "--operator=infinite-width",
                "--init=a=normal(1),w=normal(1),b=uniform(8)");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(json("gpu").get("linear_algebra").asString()).endsWith("kernel products by cpu");
    }

    @Test
    void evolveInSpaceOnTheDevice() throws IOException {
        List<String> command = List.of("evolve", "--times=log:1e-2:1e2:4", "--eval=grid:5", "--no-figures");
        for (String[] where : new String[][] {{"gpu", "cuda"}, {"again", "cuda"}}) {
            Run run = run(command, where[0], "--backend=" + where[1]);
            assertThat(run.code()).as(run.err()).isZero();
        }
        assertThat(Files.readAllBytes(folder.resolve("gpu/trajectory.npz")))
                .isEqualTo(Files.readAllBytes(folder.resolve("again/trajectory.npz")));
        assertThat(json("gpu").get("backend").get("name").asString()).isEqualTo("cuda");
    }

    @ParameterizedTest
    @ValueSource(strings = {"space", "box:4"})
    void boundsOnTheDevice(String domain) throws IOException {
        for (String[] where : new String[][] {{"gpu", "cuda"}, {"again", "cuda"}, {"host", "cpu"}}) {
            List<String> command = new ArrayList<>(BOUND);
            command.add("--domain=" + domain);
            if (domain.startsWith("box")) {
                command.add("--modes=16");
            }
            Run run = run(command, where[0], "--backend=" + where[1]);
            assertThat(run.code()).as(run.err()).isZero();
        }
        String file = "pointwise.csv";
        assertThat(Files.readString(folder.resolve("again").resolve(file)))
                .isEqualTo(Files.readString(folder.resolve("gpu").resolve(file)));
        close(last("gpu", file), last("host", file), 1e-5);
    }

    private static void close(double[] values, double[] expected, double tolerance) {
        double size = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        assertThat(values).containsExactly(expected, Offset.offset(tolerance * size));
    }

    @Test
    void whatIsTheCpusStaysThere() throws IOException {
        String doctor = Run.lfp("doctor").out();
        assertThat(doctor)
                .contains("cuda, with cuFFT", "cpu for dense factorisations")
                .doesNotContain("refused: no CUDA driver");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2d", "bandwidth", "device", "run-krylov"})
    void benchmarks(String only) throws IOException {
        Path out = folder.resolve("bench");
        Run run = Run.lfp("bench", "solver", "--quick", "--only", only, "--backend=cuda", "--out", out, "--no-figures");
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode bench = Manifest.JSON.readTree(Files.readString(out.resolve("bench.json")));
        for (JsonNode row : bench.get("rows")) {
            assertThat(row.has("median_ms")).as(row.toString()).isTrue();
            if (only.equals("bandwidth") && !row.get("peer").asBoolean()) {
                assertThat(row.get("by").asString()).startsWith("cuda, ");
                assertThat(row.get("ratio_to").get("copying as many bytes").asDouble())
                        .isPositive();
            }
        }
    }

    private void refused(Run run, String... says) throws IOException {
        assertThat(run.err()).contains(says);
        assertThat(run.code()).as(run.err()).isEqualTo(3);
        assertThat(run.err().strip().lines().filter(line -> line.startsWith("lfp: ")))
                .hasSize(1);
        assertThat(run.err()).doesNotContain("Exception");
        assertThat(run.out()).isEmpty();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(file -> Files.exists(file.resolve("run.json"))))
                    .isEmpty();
        }
    }

    @Test
    void noDevice() throws IOException {
        CudaUnderTest.requireEmulated();
        EmulatedDevice.plant("cuInit", 0, 1, CUresult.CUDA_ERROR_NO_DEVICE);
        refused(
                run(SOLVE, "gpu", "--backend=cuda"),
                "the CUDA driver refuses: CUDA_ERROR_NO_DEVICE",
                "use --backend cpu");
        EmulatedDevice.plant("cuModuleLoadData", 0, 2, CUresult.CUDA_ERROR_UNSUPPORTED_PTX_VERSION);
        refused(run(SOLVE, "old", "--backend=cuda"), "CUDA_ERROR_UNSUPPORTED_PTX_VERSION", "a driver of CUDA 11.8");
        EmulatedDevice.plant("cuInit", 0, 1, CUresult.CUDA_ERROR_NO_DEVICE);
        assertThat(run(SOLVE, "auto").code()).isZero();
        assertThat(json("auto").get("backend").get("why").asString())
                .isEqualTo("the CUDA driver refuses: CUDA_ERROR_NO_DEVICE");
    }

    private void requireClose(double[] own, double[] other, double allowed) {
        double size = Arrays.stream(other).map(Math::abs).max().orElseThrow();
        for (int i = 0; i < other.length; i++) {
            assertThat(own[i]).isCloseTo(other[i], Offset.offset(allowed * size));
        }
    }

    @ParameterizedTest
    @CsvSource({"gd, 1e-5", "rkc, 1e-4", "sgd, 1e-5", "adam, 1e-4"})
    void trainOnTheDevice(String flow, double allowed) throws IOException {
        List<String> train = new ArrayList<>(TRAIN);
        train.addAll(List.of("--flow=" + flow, flow.equals("rkc") ? "--time=1e-2" : "--steps=100"));
        for (String[] where : new String[][] {{"gpu", "cuda"}, {"again", "cuda"}, {"host", "cpu"}}) {
            Run run = run(train, where[0], "--backend=" + where[1]);
            assertThat(run.code()).as(run.err()).isZero();
        }
        assertThat(prediction("again")).isEqualTo(prediction("gpu"));
        requireClose(prediction("gpu"), prediction("host"), allowed);
        assertThat(json("gpu").get("backend").get("name").asString()).isEqualTo("cuda");
        assertThat(json("gpu").get("pairs").asString()).contains("CUDA");
    }

    @Test
    void replicasOnTheDevice() throws IOException {
        for (String where : List.of("cuda", "cpu")) {
            Run run = run(TRAIN, where, "--steps=20", "--replicas=3", "--backend=" + where);
            assertThat(run.code()).as(run.err()).isZero();
        }
        requireClose(prediction("cuda"), prediction("cpu"), 1e-5);
    }

    /** The same verdict as the CPU's, and the same functions to rounding. */
    @ParameterizedTest
    @CsvSource({"gd, 1e-9", "rkc, 1e-4"})
    void validateOnTheDevice(String flow, double allowed) throws IOException {
        Path file = Files.writeString(folder.resolve("tiny.yaml"), """
                title: A tiny case
                about: Six samples of a sine.
                target-function: sine(0.5)
                samples: 6
                normalise: none
                target-scale: 0.01
                antisymmetric: true
                width: [60, 200, 400]
                seeds: 3
                times: 0.1,1
                eval: grid:9
                operator: exact
                zero-mode: law
                criteria:
                  - {measure: relative-net-exact, max: 0.9}
                quick:
                  width: [60, 200]
                """);
        for (String where : List.of("cuda", "cpu")) {
            Run run = Run.lfp(
                    "validate",
                    file,
                    "--quick",
                    "--set=flow=" + flow,
                    "--backend=" + where,
                    "--no-figures",
                    "--out",
                    folder.resolve(where));
            assertThat(run.code()).as(run.err()).isZero();
            assertThat(json(where).get("backend").get("name").asString()).isEqualTo(where);
        }
        for (int width : new int[] {60, 200}) {
            requireClose(net("cuda", width), net("cpu", width), allowed);
        }
    }

    /** The mean of the nets of a width, at the end. */
    private double[] net(String out, int width) throws IOException {
        try (NpzReader ladder = NpzReader.open(folder.resolve(out).resolve("ladder.npz"))) {
            return ladder.array("end_net_" + width).values();
        }
    }

    @Test
    void aTrainingStepIsTimedOnTheDevice() throws IOException {
        Run run = Run.lfp(
                "bench",
                "train",
                "--quick",
                "--only=1d",
                "--repeat=1",
                "--backend=cuda",
                "--out",
                folder.resolve("bench"));
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("all pairs in float32, CUDA", "sorted samples, parameters in float32, CUDA");
    }

    /** What was kept goes on where it was, to the same bits, and on the CPU. */
    @Test
    void aDeviceIsLostInMidTraining() throws IOException {
        CudaUnderTest.requireEmulated();
        String[] options = {"--steps=200", "--backend=cuda", "--checkpoint-every=1e-9"};
        assertThat(run(TRAIN, "whole", options).code()).isZero();
        for (String other : List.of("cuda", "cpu")) {
            CudaUnderTest.require();
            EmulatedDevice.plant("net_sums_relu_2_32", 150, 1, CUresult.CUDA_ERROR_LAUNCH_FAILED);
            Run run = run(TRAIN, other, options);
            assertThat(run.code()).as(run.err()).isEqualTo(3);
            assertThat(run.err())
                    .contains("lfp: emulated CUDA device failed in", "CUDA_ERROR_LAUNCH_FAILED", "train --resume")
                    .doesNotContain("Exception");
            assertThat(folder.resolve(other)).doesNotExist();
            assertThat(folder.resolve(other + ".checkpoint").resolve("replica-1.npz"))
                    .exists();
            CudaUnderTest.require();
            Run resumed = Run.lfp("train", "--resume", folder.resolve(other), "--backend=" + other);
            assertThat(resumed.code()).as(resumed.err()).isZero();
            assertThat(json(other).get("backend").get("name").asString()).isEqualTo(other);
            assertThat(json(other).get("backend").get("before").get(0).asString())
                    .contains("emulated CUDA device");
        }
        assertThat(prediction("cuda")).isEqualTo(prediction("whole"));
        requireClose(prediction("cpu"), prediction("whole"), 1e-5);
    }

    /** Before anything is allocated for the problem. */
    @Test
    void shortMemory() throws IOException {
        CudaUnderTest.requireEmulated();
        EmulatedDevice.memory(10_000);
        EmulatedDevice.plant("cuMemAlloc", 0, 1000, CUresult.CUDA_ERROR_INVALID_VALUE);
        for (List<String> command : List.of(SOLVE, EVOLVE)) {
            refused(
                    run(command, "gpu", "--backend=cuda"),
                    "The grids for 1",
                    "of memory of emulated CUDA device, but 0 MB can be had: take fewer --modes");
        }
        refused(
                run(TRAIN, "gpu", "--backend=cuda"),
                "A net of 200 neurons and 2 input(s) by gd",
                "of memory of emulated CUDA device, but 0 MB can be had: take a smaller --width");
    }

    @Test
    void shortMemoryInSpace() throws IOException {
        CudaUnderTest.requireEmulated();
        EmulatedDevice.memory(5_000);
        EmulatedDevice.plant("cuMemAlloc", 0, 1000, CUresult.CUDA_ERROR_INVALID_VALUE);
        refused(
                run(IN_SPACE, "gpu", "--backend=cuda"),
                "The vectors for the largest eigenvalue of n = 80 distinct points need",
                "of memory of emulated CUDA device, but 0 MB can be had: give --ridge in the units of the kernel, or use"
                        + " --backend cpu.");
        refused(
                run(List.of("solve", "--method=local", "--eval=grid:9", "--no-figures"), "gpu", "--backend=cuda"),
                "The local cardinal functions of n = 80 distinct points need",
                "of memory of emulated CUDA device, but 0 MB can be had: solve for fewer points, or use --backend cpu.");
    }

    @ParameterizedTest
    @CsvSource({"product_radial1, 3", "sum_chunks, 9", "sparse_rows, 1"})
    void aKernelFailsInMidRunInSpace(String kernel, int after) throws IOException {
        CudaUnderTest.requireEmulated();
        EmulatedDevice.plant(kernel, after, 1, CUresult.CUDA_ERROR_LAUNCH_FAILED);
        refused(
                run(IN_SPACE, "gpu", "--backend=cuda"),
                "emulated CUDA device failed in",
                "CUDA_ERROR_LAUNCH_FAILED; run again, or use --backend cpu.");
    }

    @ParameterizedTest
    @CsvSource({"spread2, 1", "overlaps, 30", "crop, 12", "interpolate2, 0"})
    void aKernelFailsInMidRun(String kernel, int after) throws IOException {
        CudaUnderTest.requireEmulated();
        EmulatedDevice.plant(kernel, after, 1, CUresult.CUDA_ERROR_LAUNCH_FAILED);
        Run run = run(EVOLVE, "gpu", "--backend=cuda");
        refused(run, "emulated CUDA device failed in", "CUDA_ERROR_LAUNCH_FAILED; run again, or use --backend cpu.");
    }

    @Test
    void noCufft() throws IOException, InterruptedException {
        CudaUnderTest.requireEmulated();
        Path libraries = Path.of(System.getenv("LD_LIBRARY_PATH"));
        for (String name : List.of("libcuda.so.1", "kernels.so")) {
            Files.copy(libraries.resolve(name), folder.resolve(name));
        }
        ProcessBuilder java = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.fprinciple.cli.Lfp");
        java.command().addAll(SOLVE);
        java.command()
                .addAll(List.of(
                        "--data",
                        data.toString(),
                        "--backend=cuda",
                        "--out",
                        folder.resolve("gpu").toString()));
        java.environment().put("LD_LIBRARY_PATH", folder.toString());
        Process process = java.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        Run run = new Run(process.waitFor(), out, err);
        org.junit.jupiter.api.Assumptions.assumeTrue(run.code() != 0, "this machine has a cuFFT");
        refused(run, "cuFFT (libcufft.so.10 to .13) was not found", "LD_LIBRARY_PATH", "--backend cpu");
        assertThat(CudaProbe.look().cufft()).isEqualTo(libraries.resolve("libcufft.so.12"));
    }
}
