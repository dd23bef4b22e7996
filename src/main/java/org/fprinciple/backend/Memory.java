package org.fprinciple.backend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.fprinciple.InsufficientResourceException;

/** Memory foreseen before it is taken. */
public final class Memory {
    private Memory() {}

    /** Bytes that can still be had: by the JVM's heap limit, and by the machine or its container. */
    public static double available() {
        Runtime runtime = Runtime.getRuntime();
        double heap = runtime.maxMemory() - runtime.totalMemory() + (double) runtime.freeMemory();
        return Math.min(heap, machine());
    }

    /** Bytes that the machine or its container still has. */
    public static double machine() {
        double container = Double.POSITIVE_INFINITY;
        if (java.lang.management.ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean os) {
            container = os.getTotalMemorySize();
        }
        try {
            for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
                if (line.startsWith("MemAvailable:")) {
                    return Math.min(container, 1024 * Double.parseDouble(line.replaceAll("\\D", "")));
                }
            }
        } catch (IOException e) {
            // Not Linux: the total is the best that is known.
        }
        return container;
    }

    /**
     * Refuses work that would not fit.
     *
     * @param what the subject of the sentence: "dense matrices for n = 100,000 points"
     * @param remedy the end of the sentence
     * @throws InsufficientResourceException if {@code bytes} are more than {@link #available()}
     */
    public static void require(double bytes, String what, String remedy) {
        require(bytes, available(), "memory", what, remedy);
    }

    static void require(double bytes, double available, String memory, String what, String remedy) {
        if (bytes > available) {
            throw new InsufficientResourceException(what + " need " + text(bytes) + " of " + memory + ", but "
                    + text(available) + " can be had: " + remedy + ".");
        }
    }

    /** "12.3 GB". */
    public static String text(double bytes) {
        return bytes < 1e9
                ? String.format(Locale.ROOT, "%.0f MB", bytes / 1e6)
                : String.format(Locale.ROOT, "%,.1f GB", bytes / 1e9);
    }
}
