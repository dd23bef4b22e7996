package org.fprinciple.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import jcuda.Pointer;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.fprinciple.InsufficientResourceException;
import org.fprinciple.Progress;
import org.fprinciple.backend.DeviceNet;
import org.fprinciple.backend.FactorisedMatrix;
import org.fprinciple.backend.FftPlan;
import org.fprinciple.backend.HalfSpectrum;
import org.fprinciple.backend.NetForm;
import org.fprinciple.backend.NetPlan;
import org.fprinciple.backend.NufftPlan;
import org.fprinciple.backend.NufftTest;
import org.fprinciple.backend.OverSamples;
import org.fprinciple.backend.PairFormula;
import org.fprinciple.backend.Precision;
import org.fprinciple.backend.SlowNet;
import org.fprinciple.backend.Vec;
import org.fprinciple.problem.Activation;
import org.fprinciple.problem.Parametrisation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A device's memory, its errors, and that nothing depends on the order of its threads. */
@Tag("cuda")
class CudaDeviceTest {
    private static final int OUT_OF_MEMORY = CUresult.CUDA_ERROR_OUT_OF_MEMORY;
    private static final int LAUNCH_FAILED = CUresult.CUDA_ERROR_LAUNCH_FAILED;

    private CudaBackend backend;

    @BeforeEach
    void open() {
        CudaUnderTest.requireEmulated();
        backend = new CudaBackend(1);
    }

    @AfterEach
    void everythingIsGivenBack() {
        if (backend != null) {
            backend.close();
            assertThat(EmulatedDevice.used()).isZero();
            EmulatedDevice.reset();
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "700, 1", "5000, 200", "5000, 257", "3000, 70000", "600000, 40"})
    void pointsAreSortedByTileAndKeepTheirOrder(int n, int tiles) {
        SplittableRandom random = new SplittableRandom(n);
        int[] keys = random.ints(n, 0, tiles).toArray();
        int[] numbers = IntStream.range(0, n).toArray();
        int[] order = new int[n];
        int[] starts = new int[tiles + 1];
        try (TileOrder sorter = new TileOrder(backend.device(), tiles)) {
            sorter.reserve(n);
            backend.device().upload(sorter.keys(), 0, Pointer.to(keys), 4L * n);
            backend.device().upload(sorter.order(), 0, Pointer.to(numbers), 4L * n);
            sorter.sort(n);
            backend.device().download(Pointer.to(order), sorter.order(), 0, 4L * n);
            backend.device().download(Pointer.to(starts), sorter.starts(), 0, 4L * (tiles + 1));
        }
        int[] expected = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingInt(i -> keys[i]))
                .mapToInt(i -> i)
                .toArray();
        assertThat(order).isEqualTo(expected);
        int[] counted = new int[tiles + 1];
        for (int key : keys) {
            counted[key + 1]++;
        }
        for (int t = 0; t < tiles; t++) {
            counted[t + 1] += counted[t];
        }
        assertThat(starts).isEqualTo(counted);
    }

    /** More points in one place than one block takes, in parts of tiles; strengths 1 make the modes n e^{-i k x}. */
    @ParameterizedTest
    @CsvSource({"1, FLOAT64", "2, FLOAT64", "3, FLOAT64", "1, FLOAT32", "2, FLOAT32", "3, FLOAT32"})
    void aTileOfManyPointsIsSharedOut(int d, Precision precision) {
        HalfSpectrum spectrum = new HalfSpectrum(d, 4);
        int n = 20_000;
        double[] x = new double[n * d];
        Arrays.fill(x, 0.3);
        double[] c = new double[n];
        Arrays.fill(c, 1);
        Vec modes = backend.vector(spectrum.length());
        double[][] bits = new double[2][];
        for (int order = 0; order < 2; order++) {
            EmulatedDevice.backwards(order == 1);
            try (NufftPlan plan = backend.nufft(spectrum, 1, 1e-6, precision)) {
                plan.setPoints(x, n);
                long before = EmulatedDevice.used();
                plan.type1(new double[][] {c}, modes);
                // A part's sums: there are parts.
                assertThat(EmulatedDevice.used() - before).isGreaterThan(n / 4096 * (d == 1 ? 32 : 256) * 4L);
            }
            bits[order] = modes.toArray();
        }
        assertThat(bits[1]).isEqualTo(bits[0]);
        double[] exact = NufftTest.slowType1(spectrum, 1, Arrays.copyOf(x, d), new double[] {n});
        assertThat(NufftTest.error(bits[0], exact)).isLessThan(precision == Precision.FLOAT32 ? 2e-5 : 3e-6);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void theOrderOfBlocksAndThreadsDoesNotChangeABit(int d) {
        List<double[]> forwards = everything(d);
        EmulatedDevice.backwards(true);
        List<double[]> backwards = everything(d);
        assertThat(backwards).hasSameSizeAs(forwards);
        for (int i = 0; i < forwards.size(); i++) {
            assertThat(backwards.get(i)).isEqualTo(forwards.get(i)).doesNotContain(Double.NaN);
        }
    }

    @ParameterizedTest
    @CsvSource({"RELU, 1, DENSE", "RELU, 1, SORTED", "TANH, 2, DENSE", "RELU, 3, DENSE", "RELU, 9, DENSE"})
    void theOrderOfBlocksAndThreadsDoesNotChangeABitOfANet(Activation activation, int d, NetPlan.Choice choice) {
        for (Precision precision : Precision.values()) {
            List<double[]> forwards = net(activation, d, choice, precision);
            EmulatedDevice.backwards(true);
            List<double[]> backwards = net(activation, d, choice, precision);
            EmulatedDevice.backwards(false);
            for (int i = 0; i < forwards.size(); i++) {
                assertThat(backwards.get(i)).isEqualTo(forwards.get(i)).doesNotContain(Double.NaN);
            }
        }
    }

    /** Whatever a plan computes. */
    private List<double[]> net(Activation activation, int d, NetPlan.Choice choice, Precision precision) {
        int m = 700;
        int n = choice == NetPlan.Choice.SORTED ? 5000 : 300;
        SplittableRandom random = new SplittableRandom(5);
        double[] x = SlowNet.uniform(n * d, random);
        NetForm form = new NetForm(activation, Parametrisation.STANDARD_BIAS, 1 / Math.sqrt(m));
        DeviceNet net = backend.net(new SlowNet(form, m, d, SlowNet.random(m * (d + 2), random)), form, precision);
        NetPlan plan = net.plan(n, choice);
        plan.setSamples(x, SlowNet.random(n, random), n);
        Vec at = net.start();
        Vec g = at.like();
        double before = plan.evaluate(at);
        double after = plan.descend(at, 1e-3);
        plan.gradient(at, 1, g);
        double[] image = OverSamples.kernel(backend, plan, at, SlowNet.random(n, random));
        plan.adam(at, g, at.like(), at.like(), 1e-3, 1);
        plan.evaluate(at);
        double[] f = OverSamples.outputs(backend, plan, n);
        return List.of(new double[] {before, after}, g.toArray(), image, at.toArray(), f);
    }

    /** Whatever kernels compute. */
    private List<double[]> everything(int d) {
        HalfSpectrum spectrum = new HalfSpectrum(d, d == 1 ? 300 : d == 2 ? 20 : 8);
        SplittableRandom random = new SplittableRandom(3);
        int n = 2000;
        double[] x = random.doubles((long) n * d, -1, 1).toArray();
        double[][] c = {
            random.doubles(n, -1, 1).toArray(), random.doubles(n, -1, 1).toArray()
        };
        Vec[] modes = {backend.vector(spectrum.length()), backend.vector(spectrum.length())};
        double[][] h = new double[2][n];
        List<double[]> results = new ArrayList<>();
        try (NufftPlan plan = backend.nufft(spectrum, 1.7, 1e-9);
                FftPlan fft = backend.fft(spectrum, 2L * spectrum.cutoff() + 2)) {
            plan.setPoints(x, n);
            plan.type1(c, modes);
            plan.type2(modes, h);
            Vec grid = fft.grid();
            fft.toGrid(modes[0], grid);
            grid.multiply(grid, grid);
            Vec square = modes[0].like();
            fft.toModes(grid, square);
            double[] overlaps = square.orthogonalise(modes, 2);
            square.multiplyAdd(modes[0], modes[1]);
            results.addAll(List.of(modes[0].toArray(), modes[1].toArray(), h[0], h[1], overlaps, square.toArray()));
        }
        results.addAll(inSpace(d, random));
        return results;
    }

    private List<double[]> inSpace(int d, SplittableRandom random) {
        List<double[]> results = new ArrayList<>();
        int n = 300;
        DMatrixRMaj x =
                DMatrixRMaj.wrap(n, d, random.doubles((long) n * d, -1, 1).toArray());
        Vec[] v = new Vec[3];
        Vec[] out = new Vec[3];
        for (int t = 0; t < 3; t++) {
            v[t] = backend.vector(n);
            v[t].set(random.doubles(n, -1, 1).toArray());
            out[t] = v[t].like();
        }
        for (PairFormula formula : List.of(
                new PairFormula.Radial(0.3, -1, false, 0, 0, 0),
                new PairFormula.Radial(0.3, -1, true, 1, 0.2, 2),
                new PairFormula.ArcCosine(1, 2, 0.5))) {
            CudaKernelProduct product = new CudaKernelProduct(backend, formula, x, x);
            product.multiply(v[0], out[0]);
            results.add(out[0].toArray());
            product.multiply(v, out, Progress.NONE);
            assertThat(out[0].toArray()).isEqualTo(results.get(results.size() - 1));
            results.add(out[2].toArray());
        }
        int[][] rows = new int[n][];
        double[][] values = new double[n][];
        for (int i = 0; i < n; i++) {
            rows[i] = IntStream.rangeClosed(Math.max(0, i - 40), i).toArray();
            values[i] = random.doubles(rows[i].length, -1, 1).toArray();
        }
        backend.sparseFactor(n, rows, values).apply(v[1], out[1]);
        results.add(out[1].toArray());
        DMatrixRMaj b = DMatrixRMaj.wrap(70, 70, random.doubles(4900, -1, 1).toArray());
        DMatrixRMaj a = CommonOps_DDRM.identity(70);
        CommonOps_DDRM.multAddTransB(b, b, a);
        FactorisedMatrix factorised = Objects.requireNonNull(backend.factorise(a, 0));
        results.add(factorised.solveRows(b).data);
        results.add(factorised.multiplyRows(b).data);
        return results;
    }

    /** In one launch or in many, with all of a kernel's targets or some, a sum is the same. */
    @Test
    void aTargetsSumDoesNotDependOnTheOthers() {
        SplittableRandom random = new SplittableRandom(6);
        DMatrixRMaj x = DMatrixRMaj.wrap(400, 2, random.doubles(800, -1, 1).toArray());
        DMatrixRMaj some = CommonOps_DDRM.extract(x, 200, 203, 0, 2);
        Vec v = backend.vector(400);
        v.set(random.doubles(400, -1, 1).toArray());
        PairFormula formula = new PairFormula.Radial(0.3, -1, true, 0, 0, 0);
        Vec all = v.like();
        new CudaKernelProduct(backend, formula, x, x).multiply(v, all);
        Vec few = backend.vector(3);
        new CudaKernelProduct(backend, formula, some, x).multiply(v, few);
        assertThat(few.toArray()).isEqualTo(all.slice(200, 3).toArray());
    }

    @Test
    void whatWouldNotFitOfAProductIsSaidBefore() {
        DMatrixRMaj x = new DMatrixRMaj(4000, 2);
        EmulatedDevice.memory(50_000);
        EmulatedDevice.plant("cuMemAlloc", 0, 1000, CUresult.CUDA_ERROR_INVALID_VALUE);
        assertThatThrownBy(() -> new CudaKernelProduct(backend, new PairFormula.Radial(0, 1, false, 0, 0, 0), x, x))
                .isInstanceOf(InsufficientResourceException.class)
                .hasMessageContaining("Products with a kernel at 4,000 points from 4,000 need")
                .hasMessageContaining("of memory of emulated CUDA device, but 0 MB can be had: take fewer points");
        assertThatThrownBy(() -> backend.factorise(CommonOps_DDRM.identity(200), 0))
                .isInstanceOf(InsufficientResourceException.class)
                .hasMessageContaining("A matrix of 200 rows and its factor need");
    }

    @Test
    void theEmulatedDeviceFindsPlantedFaults() {
        CUmodule module = new CUmodule();
        assertThat(JCudaDriver.cuModuleLoadData(module, "faults\0".getBytes(StandardCharsets.US_ASCII)))
                .isZero();
        DeviceMemory out = backend.device().allocate(32 * 8);
        double[] forwards = faulty(module, "missing_barrier", out);
        EmulatedDevice.backwards(true);
        assertThat(faulty(module, "missing_barrier", out)).isNotEqualTo(forwards);
        assertThatThrownBy(() -> faulty(module, "divergent_barrier", out)).hasMessageContaining("LAUNCH_FAILED");
        EmulatedDevice.reset();
    }

    private double[] faulty(CUmodule module, String kernel, DeviceMemory out) {
        CUfunction function = new CUfunction();
        JCudaDriver.cuModuleGetFunction(function, module, kernel);
        Pointer arguments = Pointer.to(Pointer.to(new long[] {out.at(0)}));
        JCudaDriver.cuLaunchKernel(function, 1, 1, 1, 32, 1, 1, 0, null, arguments, null);
        double[] values = new double[32];
        backend.device().download(Pointer.to(values), out, 0, 32 * 8);
        return values;
    }

    @Test
    void plansGiveTheirMemoryBack() {
        HalfSpectrum spectrum = new HalfSpectrum(2, 10);
        backend.work(1 << 20);
        Vec[] modes = {backend.vector(spectrum.length())};
        long before = EmulatedDevice.used();
        try (NufftPlan plan = backend.nufft(spectrum, 1, 1e-6)) {
            plan.setPoints(new double[] {0.1, 0.2, 0.3, 0.4}, 2);
            plan.type1(new double[][] {{1, 2}}, modes);
            assertThat(EmulatedDevice.used()).isGreaterThan(before + 8 * 40 * 42);
        }
        assertThat(EmulatedDevice.used()).isEqualTo(before);
    }

    @Test
    void whatFailsGivesItsMemoryBack() {
        HalfSpectrum spectrum = new HalfSpectrum(2, 10);
        backend.work(1 << 20);
        long before = EmulatedDevice.used();
        for (String call : new String[] {"cuMemAlloc", "cuMemcpyHtoD"}) {
            for (int after = 0; after < 2; after++) {
                EmulatedDevice.plant(call, after, 100, OUT_OF_MEMORY);
                assertThatThrownBy(() -> backend.nufft(spectrum, 1, 1e-6))
                        .isInstanceOf(InsufficientResourceException.class);
                EmulatedDevice.reset();
                assertThat(EmulatedDevice.used()).isEqualTo(before);
            }
        }
    }

    @Test
    void shortMemoryIsOneSentence() {
        EmulatedDevice.memory(1 << 20);
        assertThatThrownBy(() -> backend.vector(1 << 20))
                .isInstanceOf(InsufficientResourceException.class)
                .hasMessage(
                        "The memory of emulated CUDA device is short: 8 MB are wanted, but 1 MB can be had; take less (--modes,"
                                + " --times, --width) or use --backend cpu.");
        assertThat(backend.available()).isEqualTo(1 << 20);
        assertThatThrownBy(() -> backend.require(2e6, "Two grids", "take fewer"))
                .isInstanceOf(InsufficientResourceException.class)
                .hasMessage("Two grids need 2 MB of memory of emulated CUDA device, but 1 MB can be had: take fewer.");
    }

    @Test
    void vectorsThatAreOutOfReachMakeRoom() {
        EmulatedDevice.memory(4 << 20);
        double sum = 0;
        for (int i = 0; i < 20; i++) {
            Vec v = backend.vector(1 << 17);
            v.set(new double[1 << 17]);
            sum += v.norm();
        }
        assertThat(sum).isZero();
    }

    @Test
    void aKernelThatFailsIsNamed() {
        Vec v = backend.vector(5000);
        EmulatedDevice.plant("overlaps", 1, 1, LAUNCH_FAILED);
        assertThat(v.norm()).isZero();
        assertThatThrownBy(v::norm)
                .isInstanceOf(InsufficientResourceException.class)
                .hasMessageStartingWith("emulated CUDA device failed in the kernel sum_parts")
                .hasMessageEndingWith("CUDA_ERROR_LAUNCH_FAILED; run again, or use --backend cpu.");
    }

    private static final int STEPS = 60;

    /** Descends, and says where that led and what the losses were. */
    private List<double[]> descend(int d, NetPlan.Choice choice) {
        int m = 90;
        int n = 70;
        SplittableRandom random = new SplittableRandom(6);
        double[] x = SlowNet.uniform(n * d, random);
        NetForm form = new NetForm(Activation.RELU, Parametrisation.STANDARD_BIAS, 1 / Math.sqrt(m));
        SlowNet start = new SlowNet(form, m, d, SlowNet.random(m * (d + 2), random));
        NetPlan plan = backend.net(start, form, Precision.FLOAT32).plan(n, choice);
        plan.setSamples(x, SlowNet.random(n, random), n);
        Vec at = backend.net(start, form, Precision.FLOAT32).start();
        plan.forward(at);
        double[] losses = new double[STEPS];
        assertThat(plan.descend(at, 1e-3, losses, k -> false)).isEqualTo(STEPS);
        return List.of(at.toArray(), losses);
    }

    @ParameterizedTest
    @CsvSource({"1, SORTED", "1, DENSE", "5, DENSE"})
    void stepsAreRecordedAndRepeatedWhereTheDriverDoes(int d, NetPlan.Choice choice) {
        long graphs = EmulatedDevice.graphs();
        long waits = EmulatedDevice.copies(true);
        List<double[]> recorded = descend(d, choice);
        assertThat(EmulatedDevice.graphs() - graphs).isEqualTo((STEPS - 1) / 16 + (STEPS - 1) % 16 / 4);
        // The losses, and the displacement: no step is waited for.
        assertThat(EmulatedDevice.copies(true) - waits).isEqualTo(2);
        for (String call : List.of("cuStreamBeginCapture", "cuStreamEndCapture", "cuGraphInstantiate")) {
            graphs = EmulatedDevice.graphs();
            EmulatedDevice.plant(call, 0, 1, CUresult.CUDA_ERROR_NOT_SUPPORTED);
            List<double[]> plain = descend(d, choice);
            assertThat(EmulatedDevice.graphs()).isEqualTo(graphs);
            EmulatedDevice.reset();
            for (int q = 0; q < plain.size(); q++) {
                assertThat(plain.get(q)).isEqualTo(recorded.get(q));
            }
        }
        EmulatedDevice.late(EmulatedDevice.KERNELS);
        List<double[]> late = descend(d, choice);
        assertThat(late.get(0)).isEqualTo(recorded.get(0));
        assertThat(late.get(1)).isEqualTo(recorded.get(1));
    }

    /** Stages of a flow, and where they led. */
    private List<double[]> stages(int d, NetPlan.Choice choice) {
        int m = 90;
        int n = 70;
        SplittableRandom random = new SplittableRandom(6);
        double[] x = SlowNet.uniform(n * d, random);
        NetForm form = new NetForm(Activation.RELU, Parametrisation.STANDARD_BIAS, 1 / Math.sqrt(m));
        SlowNet start = new SlowNet(form, m, d, SlowNet.random(m * (d + 2), random));
        DeviceNet net = backend.net(start, form, Precision.FLOAT64);
        NetPlan plan = net.plan(n, choice);
        plan.setSamples(x, SlowNet.random(n, random), n);
        Vec at = net.start();
        Vec g = at.like();
        List<List<Vec.Combination>> turns = new ArrayList<>();
        for (int k = 0; k < STEPS; k++) {
            turns.add(List.of(new Vec.Combination(at, new double[] {1, -1e-4 * k}, at, g)));
        }
        // The second time it is as recorded, with other coefficients.
        plan.gradients(turns.subList(0, 20), at, 0.5, g);
        plan.gradients(turns.subList(20, STEPS), at, 0.5, g);
        return List.of(at.toArray(), g.toArray());
    }

    @ParameterizedTest
    @CsvSource({"1, SORTED", "2, DENSE", "5, DENSE"})
    void stagesAreRecordedOnceAndRepeatedInEveryStep(int d, NetPlan.Choice choice) {
        long graphs = EmulatedDevice.graphs();
        long waits = EmulatedDevice.copies(true);
        List<double[]> recorded = stages(d, choice);
        // 1 + 16 + 3, and 2 · 16 + 2 · 4.
        assertThat(EmulatedDevice.graphs() - graphs).isEqualTo(5);
        assertThat(EmulatedDevice.copies(true) - waits).isEqualTo(2);
        EmulatedDevice.plant("cuStreamBeginCapture", 0, 2, CUresult.CUDA_ERROR_NOT_SUPPORTED);
        graphs = EmulatedDevice.graphs();
        List<double[]> plain = stages(d, choice);
        assertThat(EmulatedDevice.graphs()).isEqualTo(graphs);
        EmulatedDevice.reset();
        EmulatedDevice.late(EmulatedDevice.KERNELS);
        List<double[]> late = stages(d, choice);
        EmulatedDevice.reset();
        EmulatedDevice.backwards(true);
        List<double[]> backwards = stages(d, choice);
        EmulatedDevice.backwards(false);
        for (int q = 0; q < recorded.size(); q++) {
            assertThat(plain.get(q)).isEqualTo(recorded.get(q)).doesNotContain(Double.NaN);
            assertThat(late.get(q)).isEqualTo(recorded.get(q));
            assertThat(backwards.get(q)).isEqualTo(recorded.get(q));
        }
    }

    @Test
    void aKernelThatFailsInAGraphIsNamed() {
        EmulatedDevice.plant("net_outputs_relu_1_32", 30, 1, LAUNCH_FAILED);
        assertThatThrownBy(() -> descend(1, NetPlan.Choice.DENSE))
                .isInstanceOf(InsufficientResourceException.class)
                .hasMessageStartingWith("emulated CUDA device failed in cuGraphLaunch after the kernel net_loss (")
                .hasMessageContaining(", the last of a graph: CUDA_ERROR_LAUNCH_FAILED");
    }

    /** The emulated device refuses what a real one does while a stream records. */
    @Test
    void memoryIsNotMadeWhileLaunchesAreRecorded() {
        CudaDevice device = backend.device();
        Vec v = backend.vector(10);
        assertThat(device.record(() -> v.like())).isNull();
        assertThat(device.record(() -> v.norm())).isNull();
        CudaGraph graph = Objects.requireNonNull(device.record(() -> v.add(2, v)));
        v.set(new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
        graph.launch();
        graph.launch();
        assertThat(v.toArray()).isEqualTo(new double[] {9, 18, 27, 36, 45, 54, 63, 72, 81, 90});
    }

    @Test
    void aDriverThatDoesNotKnowTheFatbinTakesThePtx() {
        EmulatedDevice.plant("cuModuleLoadData", 0, 1, CUresult.CUDA_ERROR_NO_BINARY_FOR_GPU);
        try (CudaBackend other = new CudaBackend(1)) {
            assertThat(other.vector(3).norm()).isZero();
        }
        EmulatedDevice.plant("cuModuleLoadData", 0, 2, CUresult.CUDA_ERROR_INVALID_PTX);
        assertThatThrownBy(() -> new CudaBackend(1))
                .isInstanceOf(InsufficientResourceException.class)
                .hasMessageContaining("The kernels cannot be loaded on emulated CUDA device: CUDA_ERROR_INVALID_PTX")
                .hasMessageContaining("a driver of CUDA 11.8 or later");
    }

    @Test
    void aDriverWithoutADeviceSaysSo() {
        EmulatedDevice.plant("cuInit", 0, 1, CUresult.CUDA_ERROR_NO_DEVICE);
        assertThatThrownBy(() -> new CudaBackend(1))
                .isInstanceOf(InsufficientResourceException.class)
                .hasMessageContaining("the CUDA driver refuses: CUDA_ERROR_NO_DEVICE");
    }

    @Test
    void jcufftAsksForTheCufftThatIsThere() {
        byte[] library = new byte[0x40];
        assertThatThrownBy(() -> CufftLibrary.asking(library, "libcufft.so.9"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CufftLibrary.asking(library, "libcufft.so.12"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not laid out as expected");
    }
}
