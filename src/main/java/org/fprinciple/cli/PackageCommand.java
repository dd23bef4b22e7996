package org.fprinciple.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.fprinciple.InsufficientResourceException;
import org.fprinciple.InvalidInputException;
import org.fprinciple.backend.Memory;
import org.fprinciple.bench.Checkout;
import org.fprinciple.distribution.Distribution;
import org.fprinciple.distribution.JavaRuntime;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** {@code lfp package}: the program for a machine without Java. */
@Command(
        name = "package",
        description = "Makes a portable distribution for a machine without Java: a folder and its tar.xz.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        footer = {
            "",
            "Example: ./lfp package --out dist",
            "Holds a Java runtime, the program and its libraries, the cases and their data, the contract tests and the check",
            "for a GPU. Needs a JDK of 25; the distribution needs Linux on x86-64."
        })
final class PackageCommand implements Callable<Integer> {
    /** Folder, archive, and what is on the way. */
    private static final long BYTES = 500_000_000;

    @Option(names = "--out", paramLabel = "DIR", description = "The result's folder (default: runs/package-<time>).")
    @Nullable
    private Path out;

    @Option(
            names = "--jdk",
            paramLabel = "DIR",
            description = "The JDK of 25 that the Java runtime is linked from (default: the one that runs this).")
    @Nullable
    private Path jdk;

    @Option(
            names = "--with-figures",
            description = "Include java.desktop, so that figures are drawn where there are fonts (12 MB more).")
    private boolean figures;

    @Option(names = "--force", description = "Write into a folder that exists.")
    private boolean force;

    @Option(names = "--json", description = "Print the summary as JSON on stdout.")
    private boolean json;

    @Option(names = "--quiet", description = "Say nothing but errors.")
    private boolean quiet;

    @Override
    public Integer call() throws IOException {
        Path checkout = Checkout.find();
        if (checkout == null) {
            throw new InvalidInputException("This program does not lie in a checkout of the project, of which a"
                    + " distribution is made: run ./lfp package in one.");
        }
        JavaRuntime java = new JavaRuntime(jdk == null ? Path.of(System.getProperty("java.home")) : jdk);
        Distribution distribution = new Distribution(checkout, java, figures, Version.commit());
        try (Interruption said = new Interruption();
                Log log = new Log(quiet);
                RunFolder folder = RunFolder.plan(RunFolder.choose(out, "package"), force)) {
            distribution.require();
            requireSpace(folder.parent());
            String name = "lfp-" + Version.NUMBER + "-linux-x86_64";
            Path tree = folder.file(name);
            distribution.assemble(tree, log);
            Path archive = folder.file(name + ".tar.xz");
            Distribution.compress(tree, archive, log);
            ObjectNode results = Manifest.JSON.createObjectNode();
            results.put("distribution", name);
            results.put("figures", figures);
            results.put("folder_bytes", bytes(tree));
            results.put("archive_bytes", Files.size(archive));
            folder.publish();
            OutputOptions output = new OutputOptions();
            output.json = json;
            output.quiet = quiet;
            Summary.print(
                    results,
                    List.of("distribution", "figures", "folder_bytes", "archive_bytes"),
                    folder.path(),
                    output);
            return 0;
        }
    }

    private static void requireSpace(Path parent) throws IOException {
        long free = Files.getFileStore(parent).getUsableSpace();
        if (free < BYTES) {
            throw new InsufficientResourceException("A distribution needs " + Memory.text((double) BYTES)
                    + " on the way, and " + parent + " has " + Memory.text((double) free)
                    + " left: free some space, or name another folder with --out.");
        }
    }

    private static long bytes(Path tree) throws IOException {
        try (Stream<Path> paths = Files.walk(tree)) {
            long sum = 0;
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                sum += Files.size(path);
            }
            return sum;
        }
    }
}
