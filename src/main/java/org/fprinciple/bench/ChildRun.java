package org.fprinciple.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A whole process, from its start to its end.
 *
 * @param peakBytes VmHWM of /proc, the most memory that it had resident; 0 where it cannot be read
 * @param said the last line on stderr
 */
record ChildRun(int code, double ms, long peakBytes, String said) {
    private static final int SAMPLE_MILLIS = 10;
    private static final int MOST_MINUTES = 30;

    /** A command of this program in a JVM like this one. */
    static ProcessBuilder lfp(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add("org.fprinciple.cli.Lfp");
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }

    static ChildRun of(Workshop workshop, ProcessBuilder builder) throws IOException {
        Path log = Files.createTempFile(workshop.folder(), "run", ".log");
        long began = System.nanoTime();
        Process process =
                workshop.start(builder.redirectError(log.toFile()).redirectOutput(ProcessBuilder.Redirect.DISCARD));
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        long peak = 0;
        try {
            while (!process.waitFor(SAMPLE_MILLIS, TimeUnit.MILLISECONDS)) {
                peak = Math.max(peak, peak(status));
                if ((System.nanoTime() - began) / 60e9 > MOST_MINUTES) {
                    process.destroyForcibly();
                    throw new IOException("took more than " + MOST_MINUTES + " minutes");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        double ms = (System.nanoTime() - began) / 1e6;
        return new ChildRun(process.exitValue(), ms, peak, PeerProcess.lastLine(Files.readString(log)));
    }

    private static long peak(Path status) {
        try {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith("VmHWM:")) {
                    return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
        } catch (IOException e) {
            // It has just ended, or this is no Linux.
        }
        return 0;
    }
}
