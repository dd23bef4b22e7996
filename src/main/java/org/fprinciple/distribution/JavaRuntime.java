package org.fprinciple.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.fprinciple.InvalidInputException;

/**
 * A JDK from which a Java runtime is linked that holds what the program needs.
 *
 * @param home its folder
 */
public record JavaRuntime(Path home) {
    /** The release that distributions carry. */
    public static final int RELEASE = 25;

    /**
     * What {@code jdeps --print-module-deps} names for the program, its libraries and the contract tests, without what
     * is used only where it is there: java.desktop by the figures, java.sql by Jackson and AssertJ.
     */
    private static final List<String> MODULES = List.of(
            "java.base",
            "java.instrument",
            "java.logging",
            "java.management",
            "java.xml",
            "jdk.incubator.vector",
            "jdk.management",
            "jdk.unsupported");

    /** What figures need. */
    private static final String DESKTOP = "java.desktop";

    /**
     * Checks that it can link a runtime.
     *
     * @throws InvalidInputException if it is no JDK of {@link #RELEASE}, or has no jlink
     */
    public void require() throws IOException {
        String remedy = ": name a JDK of " + RELEASE + " with --jdk, for example Temurin's.";
        Path release = home.resolve("release");
        if (!Files.isRegularFile(release)) {
            throw new InvalidInputException(home + " is no JDK" + remedy);
        }
        Properties properties = new Properties();
        try (var in = Files.newBufferedReader(release)) {
            properties.load(in);
        }
        String version = properties.getProperty("JAVA_VERSION", "").replace("\"", "");
        if (!version.matches(RELEASE + "(\\..*)?")) {
            throw new InvalidInputException(
                    home + " is Java " + version + ", and distributions carry " + RELEASE + remedy);
        }
        if (!Files.isExecutable(jlink())) {
            throw new InvalidInputException(home + " has no bin/jlink" + remedy);
        }
    }

    private Path jlink() {
        return home.resolve("bin").resolve("jlink");
    }

    /**
     * Links the runtime into a new folder.
     *
     * @param desktop whether it can draw figures
     * @param log what jlink says
     */
    void link(Path folder, boolean desktop, Path log) throws IOException {
        String modules = String.join(",", MODULES) + (desktop ? "," + DESKTOP : "");
        // Uncompressed: the archive compresses better what has not been compressed before.
        Commands.run(
                log,
                jlink().toString(),
                "--add-modules",
                modules,
                "--strip-java-debug-attributes",
                "--no-header-files",
                "--no-man-pages",
                "--compress=zip-0",
                "--generate-cds-archive",
                "--output",
                folder.toString());
        // A second class archive, for heaps beyond 32 GB.
        Files.deleteIfExists(folder.resolve("lib").resolve("server").resolve("classes_nocoops.jsa"));
    }
}
