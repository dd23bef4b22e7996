package org.fprinciple.backend.cuda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Where CUDA's shared libraries lie, and JCuda's own, which each JVM unpacks into a folder that no other one uses. */
final class CudaLibraries {
    private CudaLibraries() {}

    /** LD_LIBRARY_PATH, then the system's, CUDA's and Python's usual folders. */
    static Stream<Path> folders() {
        String variable = System.getenv("LD_LIBRARY_PATH");
        Stream<Path> first = variable == null
                ? Stream.empty()
                : Stream.of(variable.split(":")).filter(s -> !s.isBlank()).map(Path::of);
        Stream<Path> usual = Stream.of(
                        "/usr/lib/x86_64-linux-gnu",
                        "/usr/lib64",
                        "/usr/lib",
                        "/usr/lib/wsl/lib",
                        "/usr/local/nvidia/lib64",
                        "/usr/local/cuda/lib64",
                        "/usr/local/cuda/targets/x86_64-linux/lib",
                        "/opt/cuda/lib64")
                .map(Path::of);
        Stream<Path> versions = list(Path.of("/usr/local"))
                .filter(folder -> folder.getFileName().toString().startsWith("cuda-"))
                .map(folder -> folder.resolve("lib64"));
        return Stream.of(first, usual, versions, python()).flatMap(s -> s);
    }

    /** Of the packages nvidia-cufft-cu11, -cu12 and nvidia-cufft, wherever Python keeps packages. */
    private static Stream<Path> python() {
        String home = Path.of(System.getProperty("user.home", "/"), ".local").toString();
        return Stream.of(System.getenv("VIRTUAL_ENV"), System.getenv("CONDA_PREFIX"), home, "/usr/local", "/usr")
                .filter(java.util.Objects::nonNull)
                .map(Path::of)
                .map(root -> root.resolve("lib"))
                .flatMap(CudaLibraries::list)
                .filter(folder -> folder.getFileName().toString().startsWith("python3"))
                .flatMap(folder -> Stream.of("site-packages", "dist-packages").map(folder::resolve))
                .flatMap(packages -> list(packages.resolve("nvidia")))
                .map(part -> part.resolve("lib"));
    }

    private static Stream<Path> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Stream.empty();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList().stream();
        } catch (IOException | UncheckedIOException e) {
            return Stream.empty();
        }
    }

    /**
     * Runs what makes JCuda unpack and load a native library. It takes whatever file of that name lies in the temporary
     * folder, so that it is given one of its own.
     *
     * @param prepare puts files into the folder
     * @throws LinkageError if the library cannot be loaded
     */
    static synchronized void load(Preparation prepare, Runnable loading) throws IOException {
        Path folder = Files.createTempDirectory("lfp-cuda");
        String before = System.getProperty("java.io.tmpdir");
        try {
            prepare.into(folder);
            System.setProperty("java.io.tmpdir", folder.toString());
            loading.run();
        } finally {
            System.setProperty("java.io.tmpdir", before);
            // Once loaded a library needs its file no more.
            for (Path file : list(folder).toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        }
    }

    /** Files that must be there before. */
    interface Preparation {
        void into(Path folder) throws IOException;
    }
}
