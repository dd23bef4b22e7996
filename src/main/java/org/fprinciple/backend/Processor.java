package org.fprinciple.backend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the processor is called. */
public final class Processor {
    private Processor() {}

    /** Its model by /proc/cpuinfo, else its architecture. */
    public static String name() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }
}
