package org.fprinciple.distribution;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.fprinciple.InvalidInputException;
import org.fprinciple.Progress;

/**
 * What a distribution is made of: the launchers, the program and its libraries, a Java runtime, the contract tests, and of
 * {@code validation} the cases, the data, the peers and the check for a GPU.
 *
 * @param checkout the project's folder, built
 * @param java what the runtime is linked from
 * @param figures whether the runtime can draw
 * @param commit of the checkout
 */
public record Distribution(Path checkout, JavaRuntime java, boolean figures, String commit) {
    private static final List<String> VALIDATION = List.of("cases", "data", "peers", "gpu");
    /** Libraries of this command alone, which needs a JDK. */
    private static final String PACKAGING = "commons-(compress|lang3|codec)-.*|xz-.*";
    /** Libraries of the figures. */
    private static final String DRAWING = "batik-.*|xml.*|commons-(io|logging)-.*";

    /** A fifth of the time of the usual 6, for a tenth more bytes. */
    private static final int XZ_PRESET = 1;

    /**
     * Checks that there is what is needed.
     *
     * @throws InvalidInputException if something is not there, with the remedy
     */
    public void require() throws IOException {
        if (!(System.getProperty("os.name") + " " + System.getProperty("os.arch")).equals("Linux amd64")) {
            throw new InvalidInputException("Distributions are for Linux on x86-64, and made there: this is "
                    + System.getProperty("os.name") + " on " + System.getProperty("os.arch") + ".");
        }
        if (!Files.isDirectory(classes()) || !Files.isDirectory(libraries()) || !Files.isDirectory(scripts())) {
            throw new InvalidInputException(checkout + " is no checkout of the project that has been built: run ./lfp"
                    + " package in one, as a distribution cannot make another.");
        }
        if (!Files.isDirectory(tests()) || !Files.isDirectory(testLibraries())) {
            throw new InvalidInputException(
                    "The contract tests have not been compiled: run ./lfp package, which does so,"
                            + " or mvn -DskipTests test-compile.");
        }
        java.require();
    }

    private Path target() {
        return checkout.resolve("target");
    }

    private Path classes() {
        return target().resolve("classes");
    }

    private Path libraries() {
        return target().resolve("lib");
    }

    private Path tests() {
        return target().resolve("test-classes");
    }

    private Path testLibraries() {
        return target().resolve("test-lib");
    }

    private Path scripts() {
        return checkout.resolve("src").resolve("main").resolve("sh");
    }

    /** Makes the folder, which is new; what other programs say on the way lies beside it until it is made. */
    public void assemble(Path folder, Progress progress) throws IOException {
        Path log = folder.resolveSibling(folder.getFileName() + ".log");
        try {
            progress.phase("linking Java", 0);
            Files.createDirectories(folder);
            java.link(folder.resolve("java"), figures, log);
            progress.phase("copying", 0);
            program(folder);
            contractTests(folder);
            for (String part : VALIDATION) {
                copy(
                        checkout.resolve("validation").resolve(part),
                        folder.resolve("validation").resolve(part));
            }
            for (String script : List.of("lfp", "launch", "contract-tests", "README.md")) {
                Files.copy(scripts().resolve(script), folder.resolve(script), StandardCopyOption.COPY_ATTRIBUTES);
            }
            Files.copy(checkout.resolve("LICENSE"), folder.resolve("LICENSE"));
            Files.writeString(folder.resolve("commit"), commit + "\n");
            progress.phase("first start", 0);
            // Writes the class archive, and shows that the program runs.
            Commands.run(log, folder.resolve("lfp").toString(), "--version");
        } finally {
            Files.deleteIfExists(log);
        }
    }

    /** Writes the archive of an assembled folder. */
    public static void compress(Path folder, Path file, Progress progress) throws IOException {
        TarXz.write(folder, file, XZ_PRESET, progress);
    }

    private void program(Path folder) throws IOException {
        Path lib = Files.createDirectories(folder.resolve("lib"));
        Pattern left = Pattern.compile(figures ? PACKAGING : PACKAGING + "|" + DRAWING);
        List<String> names = new ArrayList<>();
        for (Path jar : jars(libraries())) {
            String name = jar.getFileName().toString();
            // An earlier build may have left others in the folder.
            if (running().contains(name) && !left.matcher(name).matches()) {
                Jars.thin(jar, lib.resolve(name));
                names.add("lib/" + name);
            }
        }
        Jars.pack(classes(), "org.fprinciple.cli.Lfp", names, folder.resolve("lfp.jar"));
    }

    /** The names of the jars that this program runs with. */
    private static Set<String> running() throws IOException {
        Set<String> names = new HashSet<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            names.add(Path.of(entry).getFileName().toString());
            if (Files.isRegularFile(Path.of(entry))) {
                try (JarFile jar = new JarFile(entry)) {
                    String more = jar.getManifest() == null
                            ? null
                            : jar.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
                    for (String other : more == null ? new String[0] : more.split(" ", -1)) {
                        names.add(other.substring(other.lastIndexOf('/') + 1));
                    }
                }
            }
        }
        return names;
    }

    private void contractTests(Path folder) throws IOException {
        Path place = Files.createDirectories(folder.resolve("tests"));
        Jars.pack(tests(), place.resolve("contract-tests.jar"));
        List<Path> needed = new ArrayList<>(List.of(classes()));
        needed.addAll(jars(libraries()));
        for (Path jar : jars(testLibraries())) {
            Jars.thin(jar, place.resolve(jar.getFileName()));
            needed.add(jar);
        }
        ContractSuites suites = ContractSuites.in(tests(), needed);
        Files.writeString(place.resolve("cpu"), ContractSuites.lines(suites.cpu()), StandardCharsets.UTF_8);
        Files.writeString(place.resolve("cuda"), ContractSuites.lines(suites.cuda()), StandardCharsets.UTF_8);
    }

    private static List<Path> jars(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        List<Path> paths;
        try (Stream<Path> tree = Files.walk(from)) {
            paths = tree.filter(path -> !path.toString().contains("__pycache__"))
                    .toList();
        }
        for (Path path : paths) {
            Path copy = to.resolve(from.relativize(path).toString());
            if (Files.isDirectory(path)) {
                Files.createDirectories(copy);
            } else {
                Files.copy(path, copy, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }
}
