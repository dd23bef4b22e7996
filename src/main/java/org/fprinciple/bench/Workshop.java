package org.fprinciple.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder for what a benchmark builds and generates, and the processes that it starts. At the end, and on Ctrl-C, both
 * go.
 */
public final class Workshop implements AutoCloseable {
    private final Path folder;
    private final List<Process> processes = new ArrayList<>();
    private final Thread hook = new Thread(this::clear);
    private boolean closed;

    public Workshop() throws IOException {
        this.folder = Files.createTempDirectory("lfp-bench");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    Path folder() {
        return folder;
    }

    /** Starts a process, which ends with the benchmark at the latest. */
    synchronized Process start(ProcessBuilder builder) throws IOException {
        if (closed) {
            throw new IOException("the benchmark is being ended");
        }
        processes.removeIf(process -> !process.isAlive());
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private synchronized void clear() {
        closed = true;
        for (Process process : processes) {
            process.destroyForcibly();
        }
        try {
            for (Process process : processes) {
                process.waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        remove(folder);
    }

    /** Removes a folder of this one with all that it holds. */
    static void remove(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            System.err.println("lfp: the temporary folder " + folder + " could not be removed.");
        }
    }

    @Override
    public void close() {
        clear();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is going down: the hook is running.
        }
    }
}
