package org.fprinciple.distribution;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The contract tests: suites of the CUDA backend, and those of the CPU that they are subclasses of.
 *
 * @param cpu names of classes
 * @param cuda names of classes
 */
record ContractSuites(Set<String> cpu, Set<String> cuda) {
    private static final Pattern CUDA = Pattern.compile("Cuda\\w*Test\\.class");
    /** JUnit's annotation of one tag, and that of several. */
    private static final Set<String> TAGS = Set.of("Tag", "Tags");

    /**
     * Looks for them.
     *
     * @param tests the folder of the test classes
     * @param classPath what they need beside, for the look alone
     */
    static ContractSuites in(Path tests, List<Path> classPath) throws IOException {
        List<URL> urls = new ArrayList<>(List.of(tests.toUri().toURL()));
        for (Path path : classPath) {
            urls.add(path.toUri().toURL());
        }
        Set<String> cpu = new TreeSet<>();
        Set<String> cuda = new TreeSet<>();
        try (Stream<Path> tree = Files.walk(tests);
                URLClassLoader loader =
                        new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            for (Path file : tree.filter(
                            f -> CUDA.matcher(f.getFileName().toString()).matches())
                    .toList()) {
                String name = tests.relativize(file).toString().replace('/', '.');
                Class<?> suite = Class.forName(name.substring(0, name.length() - ".class".length()), false, loader);
                if (Stream.of(suite.getAnnotations())
                        .noneMatch(a -> TAGS.contains(a.annotationType().getSimpleName()))) {
                    continue; // What suites share.
                }
                cuda.add(suite.getName());
                if (suite.getSuperclass() != Object.class) {
                    cpu.add(suite.getSuperclass().getName());
                }
            }
        } catch (ClassNotFoundException e) {
            throw new IOException("a contract test cannot be loaded: " + e.getMessage(), e);
        }
        return new ContractSuites(cpu, cuda);
    }

    /** Their names, one a line. */
    static String lines(Set<String> suites) {
        return String.join("\n", suites) + "\n";
    }
}
