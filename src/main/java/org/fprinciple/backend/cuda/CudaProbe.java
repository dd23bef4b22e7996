package org.fprinciple.backend.cuda;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jcuda.driver.CUdevice;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;
import org.fprinciple.InsufficientResourceException;
import org.jspecify.annotations.Nullable;

/**
 * What there is of CUDA on this machine.
 *
 * @param refusal why no device can be used; null where there is one
 * @param driver the CUDA version that the driver speaks, as 12040 for 12.4; 0 without one
 * @param devices the devices' names
 * @param cufft the cuFFT library that was found; null without one
 */
public record CudaProbe(
        @Nullable String refusal,
        int driver,
        List<String> devices,
        @Nullable Path cufft) {

    /** Looks; never throws for what is missing. */
    public static CudaProbe look() {
        Path cufft = CufftLibrary.find(CudaLibraries.folders());
        Path driver = CudaLibraries.folders()
                .map(folder -> folder.resolve("libcuda.so.1"))
                .filter(Files::exists)
                .findFirst()
                .orElse(null);
        if (driver == null) {
            // Asking JCuda first would unpack its native library only to learn the same.
            return new CudaProbe("no CUDA driver (libcuda.so.1 was not found)", 0, List.of(), cufft);
        }
        try {
            CudaLibraries.load(folder -> {}, () -> JCudaDriver.setExceptionsEnabled(false));
        } catch (LinkageError | IOException e) {
            return new CudaProbe(
                    "JCuda cannot load the CUDA driver " + driver + ": " + firstLine(e), 0, List.of(), cufft);
        }
        int[] version = new int[1];
        int[] count = new int[1];
        int result = JCudaDriver.cuInit(0);
        JCudaDriver.cuDriverGetVersion(version);
        if (result == CUresult.CUDA_SUCCESS) {
            result = JCudaDriver.cuDeviceGetCount(count);
        }
        if (result != CUresult.CUDA_SUCCESS) {
            return new CudaProbe(
                    "the CUDA driver refuses: " + CUresult.stringFor(result), version[0], List.of(), cufft);
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count[0]; i++) {
            CUdevice device = new CUdevice();
            JCudaDriver.cuDeviceGet(device, i);
            names.add(name(device));
        }
        return new CudaProbe(names.isEmpty() ? "the CUDA driver sees no device" : null, version[0], names, cufft);
    }

    /** "12.4" of 12040. */
    public static String version(int number) {
        return number / 1000 + "." + number % 1000 / 10;
    }

    private static String name(CUdevice device) {
        byte[] name = new byte[256];
        JCudaDriver.cuDeviceGetName(name, name.length, device);
        return new String(name, StandardCharsets.UTF_8).replaceAll("\0.*", "");
    }

    /**
     * Finds the first device.
     *
     * @param device is set
     * @return its name
     * @throws InsufficientResourceException if there is none, and why
     */
    static String firstDevice(CUdevice device) {
        CudaProbe found = look();
        if (found.refusal() != null) {
            throw new InsufficientResourceException("No CUDA device can be used: " + found.refusal()
                    + "; install NVIDIA's driver where there is a GPU, or use --backend cpu.");
        }
        JCudaDriver.cuDeviceGet(device, 0);
        return found.devices().get(0);
    }

    static String firstLine(Throwable e) {
        String text = e.getMessage() == null ? e.toString() : e.getMessage();
        return text.strip().lines().findFirst().orElse("");
    }
}
