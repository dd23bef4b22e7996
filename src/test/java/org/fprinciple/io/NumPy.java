package org.fprinciple.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Runs Python with NumPy where it is installed; a test that needs it is skipped elsewhere. */
final class NumPy {
    private static final boolean PRESENT = isPresent();

    private NumPy() {}

    /** Runs a script in a folder, with NumPy imported as np, and returns what it prints. */
    static String run(Path folder, String script) throws IOException, InterruptedException {
        assumeTrue(PRESENT, "python3 with numpy is not installed");
        Process python = start(folder, "import numpy as np\n" + script);
        String output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(python.waitFor()).as(output).isZero();
        return output.strip();
    }

    private static boolean isPresent() {
        try {
            Process python = start(Path.of("."), "import numpy");
            python.getInputStream().readAllBytes();
            return python.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Process start(Path folder, String script) throws IOException {
        return new ProcessBuilder("python3", "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
    }
}
