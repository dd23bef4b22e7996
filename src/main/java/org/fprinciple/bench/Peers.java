package org.fprinciple.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The programs that this one is compared with, each found or built at its first use, once. */
public final class Peers {
    static final String FFTW = "FFTW";
    static final String SCIPY = "SciPy";
    static final String NET_STEP = "C++";
    static final String TORCH = "PyTorch";
    private static final Map<String, String> INSTALL = Map.of(
            FFTW,
            "apt-get install g++ libfftw3-dev",
            SCIPY,
            "apt-get install python3-scipy (or pip install scipy)",
            NET_STEP,
            "apt-get install g++",
            TORCH,
            "apt-get install python3-torch (or pip install torch)");

    private final @Nullable Path sources;
    private final Workshop workshop;
    private final String path;
    private final int threads;
    /** The command that each is started by. */
    private final Map<String, List<String>> commands = new LinkedHashMap<>();
    /** Why one is not there. */
    private final Map<String, String> absent = new LinkedHashMap<>();

    /**
     * @param checkout the folder that holds {@code validation/peers}, or null
     * @param path where programs are looked for, as in the environment variable PATH
     */
    public Peers(@Nullable Path checkout, Workshop workshop, String path, int threads) {
        this.sources = checkout == null ? null : checkout.resolve("validation").resolve("peers");
        this.workshop = workshop;
        this.path = path;
        this.threads = threads;
    }

    /** Those that were asked for and are not there, each with how to install it. */
    public Map<String, String> absent() {
        return absent;
    }

    /** A peer's answer to line after line; see {@code validation/peers}. */
    Contender.Start serve(String peer, Object... arguments) {
        return () -> new PeerProcess(workshop, builder(peer, arguments));
    }

    /** A peer's whole process for one piece of work. */
    ProcessBuilder builder(String peer, Object... arguments) throws AbsentException {
        List<String> command = new ArrayList<>(command(peer));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(workshop.folder().toFile());
        for (String library : List.of("OMP", "OPENBLAS", "MKL")) {
            builder.environment().put(library + "_NUM_THREADS", Integer.toString(threads));
        }
        // Threads that wait for work must not take the cores from whoever's turn it is. PyTorch's sleep too, after a
        // while, and
        // sleeping at once costs it half its speed.
        if (!peer.equals(TORCH)) {
            builder.environment().put("OMP_WAIT_POLICY", "passive");
        }
        return builder;
    }

    private List<String> command(String peer) throws AbsentException {
        if (!commands.containsKey(peer) && !absent.containsKey(peer)) {
            try {
                commands.put(
                        peer,
                        switch (peer) {
                            case FFTW -> fftw();
                            case NET_STEP -> netStep();
                            case SCIPY -> python("SciPy", "scipy.fft", "scipy_peer.py");
                            default -> python("PyTorch", "torch", "torch_step.py");
                        });
            } catch (IOException e) {
                absent.put(peer, e.getMessage() + ": " + INSTALL.get(peer));
            }
        }
        List<String> command = commands.get(peer);
        if (command == null) {
            throw new AbsentException(String.valueOf(absent.get(peer)));
        }
        return command;
    }

    private List<String> fftw() throws IOException {
        String said = "";
        // The threads of the first wait without spinning; some distributions have the second only.
        for (List<String> libraries : List.of(
                List.of("-DTHREADS", "-lfftw3_threads", "-lpthread", "-lfftw3"),
                List.of("-DTHREADS", "-fopenmp", "-lfftw3_omp", "-lfftw3"),
                List.of("-lfftw3"))) {
            Path log = workshop.folder().resolve("fftw.log");
            Path built = built("fftw", log, libraries);
            if (built != null) {
                return List.of(built.toString());
            }
            said = Files.readString(log);
        }
        throw new IOException(
                said.contains("fftw3.h") ? "FFTW's header is not installed" : "FFTW's peer does not build");
    }

    private List<String> netStep() throws IOException {
        Path built = built("net_step", workshop.folder().resolve("net_step.log"), List.of("-fopenmp"));
        if (built == null) {
            throw new IOException("the peer in C++ does not build");
        }
        return List.of(built.toString());
    }

    /** A peer in C++ compiled for this machine; null where the compiler refuses, which the log says why. */
    private @Nullable Path built(String name, Path log, List<String> options) throws IOException {
        List<Path> compilers = programs("g++");
        if (compilers.isEmpty()) {
            throw new IOException("g++ is not installed");
        }
        Path built = workshop.folder().resolve(name);
        List<String> command = new ArrayList<>(List.of(
                compilers.get(0).toString(),
                "-O3",
                "-march=native",
                "-o",
                built.toString(),
                source(name + ".cpp").toString()));
        command.addAll(options);
        return succeeds(command, log) ? built : null;
    }

    private List<String> python(String library, String module, String program) throws IOException {
        for (Path python : programs("python3")) {
            if (succeeds(
                    List.of(python.toString(), "-c", "import " + module),
                    workshop.folder().resolve("python.log"))) {
                return List.of(python.toString(), source(program).toString());
            }
        }
        throw new IOException("no python3 with " + library + " is installed");
    }

    private Path source(String name) throws IOException {
        if (sources == null) {
            throw new IOException("the program does not run in its checkout, which holds the peers' sources");
        }
        return sources.resolve(name);
    }

    private boolean succeeds(List<String> command, Path log) throws IOException {
        Process process = workshop.start(
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()));
        try {
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                return false;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return process.exitValue() == 0;
    }

    /** All programs of a name, in the order of PATH. */
    private List<Path> programs(String name) {
        List<Path> found = new ArrayList<>();
        for (String folder : path.split(File.pathSeparator, -1)) {
            try {
                Path program = Path.of(folder).resolve(name);
                if (!folder.isEmpty() && Files.isExecutable(program)) {
                    found.add(program);
                }
            } catch (InvalidPathException e) {
                // An entry that is no path holds no program.
            }
        }
        return found;
    }
}
