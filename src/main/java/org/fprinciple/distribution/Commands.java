package org.fprinciple.distribution;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Other programs that are run on the way. */
final class Commands {
    /** Exit codes beyond it tell the signal that ended a program. */
    private static final int OF_SIGNALS = 128;

    private static final long GRACE_MILLIS = 1000;

    private Commands() {}

    /**
     * Runs one to its end; it goes when this program does.
     *
     * @param log what it says
     * @throws IOException if it fails, with the last line that it said
     */
    static void run(Path log, String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Thread end = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(end);
        try {
            int code = process.waitFor();
            if (code > OF_SIGNALS) {
                // Ctrl-C goes to all of a terminal's programs: this one is about to end too, and nothing has failed.
                Thread.sleep(GRACE_MILLIS);
            }
            if (code != 0) {
                String said = Files.readString(log, StandardCharsets.UTF_8).strip();
                throw new IOException(
                        Path.of(command[0]).getFileName() + " failed: " + said.substring(said.lastIndexOf('\n') + 1));
            }
            Runtime.getRuntime().removeShutdownHook(end);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
