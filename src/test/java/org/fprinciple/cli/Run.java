package org.fprinciple.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A command that was run: its exit code and what it printed. */
record Run(int code, String out, String err) {

    /**
     * In a JVM of its own, which is sent a signal once a file is there; skips the test where it was done before.
     *
     * @param signal as kill takes it
     */
    static Run interrupted(String signal, Path awaited, Object... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                "org.fprinciple.cli.Lfp"));
        Stream.of(arguments).map(Object::toString).forEach(command::add);
        Process process = new ProcessBuilder(command).start();
        while (process.isAlive() && !Files.exists(awaited)) {
            Thread.sleep(2);
        }
        new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
        int code = process.waitFor();
        assumeTrue(code > 128, "this machine was done before it could be interrupted");
        return new Run(code, text(process.getInputStream()), text(process.getErrorStream()));
    }

    private static String text(InputStream stream) throws IOException {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }

    /** In this JVM. */
    static Run lfp(Object... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream o = new ByteArrayOutputStream();
        ByteArrayOutputStream e = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(o, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(e, true, StandardCharsets.UTF_8));
            int code = Lfp.run(Stream.of(arguments).map(Object::toString).toArray(String[]::new));
            return new Run(code, o.toString(StandardCharsets.UTF_8), e.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}
