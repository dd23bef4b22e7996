package org.fprinciple.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import jcuda.Pointer;
import jcuda.driver.CUresult;
import org.fprinciple.InsufficientResourceException;
import org.fprinciple.backend.SampleTransformsTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams, events, and chunks of samples that are copied while others are spread: what is late may change nothing. */
@Tag("cuda")
class CudaStreamTest {
    private CudaBackend backend;

    @BeforeEach
    void open() {
        CudaUnderTest.requireEmulated();
        backend = new CudaBackend(2);
    }

    @AfterEach
    void everythingIsGivenBack() {
        if (backend != null) {
            backend.close();
            assertThat(EmulatedDevice.used()).isZero();
            EmulatedDevice.reset();
        }
    }

    /** Reads on the device what a copy has brought, with or without waiting for it. */
    private double read(boolean wait) {
        CudaDevice device = backend.device();
        double[] seen = new double[1];
        try (CudaStream copies = CudaStream.ofCopies(device);
                CudaStream.Event copied = CudaStream.event(device);
                PinnedMemory host = new PinnedMemory(device, 1);
                DeviceMemory to = device.allocate(8)) {
            device.upload(to, 0, Pointer.to(new double[] {1}), 8);
            host.doubles().put(0, 2);
            copies.upload(to, 0, host, 0, 8);
            copied.record(copies);
            if (wait) {
                CudaStream.ofKernels(device).await(copied);
            }
            device.download(Pointer.to(seen), to, 0, 8);
        }
        return seen[0];
    }

    @Test
    void anEventThatIsMissingIsSeen() {
        EmulatedDevice.late(EmulatedDevice.COPIES);
        assertThat(read(true)).isEqualTo(2);
        assertThat(read(false)).isEqualTo(1);
    }

    /** A copy that does not wait for the kernel that reads what it writes over. */
    private double overwrite(boolean wait) {
        CudaDevice device = backend.device();
        double[] seen = new double[1];
        try (CudaStream copies = CudaStream.ofCopies(device);
                CudaStream.Event multiplied = CudaStream.event(device);
                PinnedMemory host = new PinnedMemory(device, 1);
                DeviceMemory in = device.allocate(8);
                DeviceMemory out = device.allocate(8)) {
            device.upload(in, 0, Pointer.to(new double[] {3}), 8);
            host.doubles().put(0, 5);
            device.launch("multiply", 1, 1, CudaDevice.THREADS, out.at(0), 1L, in.at(0), in.at(0));
            multiplied.record(CudaStream.ofKernels(device));
            if (wait) {
                copies.await(multiplied);
            }
            copies.upload(in, 0, host, 0, 8);
            device.download(Pointer.to(seen), out, 0, 8);
        }
        return seen[0];
    }

    @Test
    void aCopyThatDoesNotWaitForAKernelIsSeen() {
        EmulatedDevice.late(EmulatedDevice.KERNELS);
        assertThat(overwrite(true)).isEqualTo(9);
        assertThat(overwrite(false)).isEqualTo(25);
    }

    @ParameterizedTest
    @ValueSource(ints = {EmulatedDevice.COPIES, EmulatedDevice.KERNELS, EmulatedDevice.BOTH})
    void lateCopiesAndKernelsDoNotChangeABit(int late) {
        SplittableRandom random = new SplittableRandom(4);
        double[] x = random.doubles(2 * 900, -1, 1).toArray();
        double[] s = random.doubles(900, -1, 1).toArray();
        List<double[]> atOnce = SampleTransformsTest.transforms(backend, 2, 3, x, s, 100);
        EmulatedDevice.late(late);
        List<double[]> waiting = SampleTransformsTest.transforms(backend, 2, 3, x, s, 100);
        for (int i = 0; i < atOnce.size(); i++) {
            assertThat(waiting.get(i)).isEqualTo(atOnce.get(i)).doesNotContain(Double.NaN);
        }
    }

    @Test
    void eventsTellTheTimeBetweenThem() {
        CudaDevice device = backend.device();
        CudaStream kernels = CudaStream.ofKernels(device);
        EmulatedDevice.late(EmulatedDevice.KERNELS);
        try (CudaStream.Event first = CudaStream.event(device);
                CudaStream.Event last = CudaStream.event(device)) {
            first.record(kernels);
            last.record(kernels);
            assertThatThrownBy(() -> last.since(first))
                    .isInstanceOf(InsufficientResourceException.class)
                    .hasMessageContaining("NOT_READY");
            last.synchronise();
            assertThat(last.since(first)).isGreaterThanOrEqualTo(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cuMemHostAlloc", "cuMemcpyHtoDAsync", "cuEventRecord", "cuStreamWaitEvent", "products"})
    void whatFailsIsOneSentenceAndGivesItsMemoryBack(String call) {
        long before = EmulatedDevice.used();
        EmulatedDevice.plant(call, 1, 1, CUresult.CUDA_ERROR_LAUNCH_FAILED);
        assertThatThrownBy(() -> SampleTransformsTest.transforms(backend, 1, 1, new double[90], new double[90], 10))
                .isInstanceOf(InsufficientResourceException.class)
                .hasMessageStartingWith("emulated CUDA device failed in ");
        EmulatedDevice.reset();
        backend.device().available();
        assertThat(EmulatedDevice.used() - before).isLessThan(1 << 16);
    }
}
