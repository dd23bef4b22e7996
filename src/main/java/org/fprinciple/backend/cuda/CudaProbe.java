package org.fprinciple.backend.cuda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import jcuda.CudaException;
import jcuda.driver.CUdevice;
import jcuda.driver.JCudaDriver;
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
        Path cufft = findCufft();
        if (!libraryIsThere()) {
            // Asking JCuda first would unpack its native library only to learn the same.
            return new CudaProbe("no CUDA driver (libcuda.so.1 was not found)", 0, List.of(), cufft);
        }
        try {
            JCudaDriver.setExceptionsEnabled(true);
            JCudaDriver.cuInit(0);
            int[] version = new int[1];
            JCudaDriver.cuDriverGetVersion(version);
            int[] count = new int[1];
            JCudaDriver.cuDeviceGetCount(count);
            List<String> names = new ArrayList<>();
            for (int i = 0; i < count[0]; i++) {
                CUdevice device = new CUdevice();
                JCudaDriver.cuDeviceGet(device, i);
                byte[] name = new byte[256];
                JCudaDriver.cuDeviceGetName(name, name.length, device);
                names.add(new String(name, java.nio.charset.StandardCharsets.UTF_8).replaceAll("\0.*", ""));
            }
            return new CudaProbe(names.isEmpty() ? "the CUDA driver sees no device" : null, version[0], names, cufft);
        } catch (LinkageError e) {
            return new CudaProbe("JCuda cannot load the CUDA driver: " + firstLine(e), 0, List.of(), cufft);
        } catch (CudaException e) {
            return new CudaProbe("the CUDA driver refuses: " + firstLine(e), 0, List.of(), cufft);
        }
    }

    /** Why the CPU computes. */
    public String whyNotUsed() {
        return refusal != null
                ? refusal
                : devices.get(0) + " is there, but the dense solvers of this version run on the CPU";
    }

    private static String firstLine(Throwable e) {
        String text = e.getMessage() == null ? e.toString() : e.getMessage();
        return text.strip().lines().findFirst().orElse("");
    }

    private static boolean libraryIsThere() {
        return folders().anyMatch(folder -> Files.exists(folder.resolve("libcuda.so.1")));
    }

    private static @Nullable Path findCufft() {
        return folders()
                .flatMap(folder -> Stream.of("12", "11", "10").map(major -> folder.resolve("libcufft.so." + major)))
                .filter(Files::exists)
                .findFirst()
                .map(file -> {
                    try {
                        return file.toRealPath();
                    } catch (IOException e) {
                        return file;
                    }
                })
                .orElse(null);
    }

    /** Where shared libraries lie: LD_LIBRARY_PATH, then the system's and CUDA's usual folders. */
    private static Stream<Path> folders() {
        String variable = System.getenv("LD_LIBRARY_PATH");
        Stream<String> first = variable == null ? Stream.empty() : Stream.of(variable.split(":"));
        Stream<String> usual = Stream.of(
                "/usr/lib/x86_64-linux-gnu",
                "/usr/lib/aarch64-linux-gnu",
                "/usr/lib64",
                "/usr/lib",
                "/usr/lib/wsl/lib",
                "/usr/local/nvidia/lib64",
                "/usr/local/cuda/lib64",
                "/usr/local/cuda/targets/x86_64-linux/lib");
        return Stream.concat(first.filter(s -> !s.isBlank()), usual).map(Path::of);
    }
}
