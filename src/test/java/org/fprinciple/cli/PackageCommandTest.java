package org.fprinciple.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The distribution, unpacked where there is no Java. */
@Tag("any-jdk")
class PackageCommandTest {
    private static final long MOST_BYTES = 60_000_000;

    @TempDir
    static Path place;

    private static Path unpacked;

    @TempDir
    Path folder;

    private static Path jdk() throws IOException {
        Path place = Path.of("/usr/lib/jvm");
        List<Path> homes = List.of();
        if (Files.isDirectory(place)) {
            try (Stream<Path> list = Files.list(place)) {
                homes = list.filter(home -> home.getFileName().toString().contains("25")
                                && Files.isExecutable(home.resolve("bin/jlink")))
                        .sorted()
                        .toList();
            }
        }
        Assumptions.assumeFalse(homes.isEmpty(), "no JDK of 25 with jlink is in /usr/lib/jvm");
        Assumptions.assumeTrue(
                Files.isDirectory(Path.of("target", "test-lib")), "Maven has not copied the contract tests' libraries");
        return homes.get(0);
    }

    private record Ended(int code, String said) {}

    /** Runs a program of the distribution with nothing but the usual tools on its path. */
    private Ended run(Path root, String program, String... arguments) throws IOException, InterruptedException {
        Path tools = folder.resolve("tools");
        if (!Files.exists(tools)) {
            Files.createDirectories(tools);
            for (String tool :
                    List.of("sh", "dirname", "readlink", "cat", "mktemp", "rm", "mv", "grep", "sed", "sort", "uniq")) {
                Files.createSymbolicLink(
                        tools.resolve(tool),
                        Stream.of("/bin", "/usr/bin")
                                .map(place -> Path.of(place, tool))
                                .filter(Files::isExecutable)
                                .findFirst()
                                .orElseThrow());
            }
        }
        ProcessBuilder builder =
                new ProcessBuilder(Stream.concat(Stream.of(root.resolve(program).toString()), Stream.of(arguments))
                        .toList());
        builder.environment().clear();
        builder.environment().put("PATH", tools.toString());
        builder.environment().put("HOME", folder.toString());
        Path log = Files.createTempFile(folder, "run", ".log");
        Process process = builder.directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return new Ended(process.exitValue(), Files.readString(log, StandardCharsets.UTF_8));
    }

    /** A distribution as it is unpacked from its archive; made once for all tests. */
    private static Path unpacked() throws Exception {
        if (unpacked != null) {
            return unpacked;
        }
        Path made = place.resolve("made here");
        Run run = Run.lfp("package", "--jdk", jdk(), "--out", made, "--quiet");
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        String name = "lfp-" + Version.NUMBER + "-linux-x86_64";
        Path archive = made.resolve(name + ".tar.xz");
        assertThat(Files.size(archive)).isLessThan(MOST_BYTES);
        assertThat(made.resolve(name)).isDirectory();
        Path other = Files.createDirectories(place.resolve("another place"));
        assertThat(new ProcessBuilder("tar", "-xf", archive.toString(), "-C", other.toString())
                        .start()
                        .waitFor())
                .isZero();
        unpacked = other.resolve(name);
        return unpacked;
    }

    @Test
    void runsWithoutJavaAndGivesTheSameBits() throws Exception {
        Path root = unpacked();
        assertThat(run(root, "lfp", "--version")).isEqualTo(new Ended(0, "lfp " + Version.NUMBER + "\n"));
        assertThat(run(root, "lfp", "doctor").said())
                .contains("OpenBLAS", "dense matrices beyond", "refused: this Java has no java.desktop");

        List<String> solve = List.of("solve", "--target-function=sine(1)", "--samples=300");
        Ended solved = run(root, "lfp", words(solve, "there"));
        assertThat(solved.code()).isZero();
        assertThat(solved.said()).contains("lfp: figures are left out, as this Java has no java.desktop");
        same(solve, "prediction.csv");
        List<String> train =
                List.of("train", "--target-function=sine(1)", "--samples=20", "--width=100", "--steps=20", "--flow=gd");
        Ended trained = run(root, "lfp", words(train, "there"));
        assertThat(trained.code()).as(trained.said()).isZero();
        same(train, "net.npz");
        assertThat(run(root, "lfp", "replay", folder.resolve("train-there").toString())
                        .said())
                .contains("same bits   net.npz");

        Run drawn = Run.lfp("figures", folder.resolve("train-there"), "--quiet");
        assertThat(drawn.err()).isEmpty();
        assertThat(folder.resolve("train-there/figures/prediction.png")).isNotEmptyFile();
        assertThat(folder.resolve("train-there/figures/loss.svg")).isNotEmptyFile();

        assertThat(run(root, "lfp", "package").said())
                .contains("is no checkout of the project that has been built: run ./lfp package in one");
    }

    @Test
    void contractTests() throws Exception {
        Ended tested = run(unpacked(), "contract-tests", "cpu", "Vec");
        assertThat(tested.code()).as(tested.said()).isZero();
        assertThat(tested.said())
                .matches("(?s).*contract tests, cpu: \\d{2,} tests, 0 skipped, 0 failed, 0 in error.*");
        assertThat(Files.readString(unpacked().resolve("tests/cuda"))).contains("CudaVecTest", "CudaNetPlanTest");
        for (String[] absent : new String[][] {{"both", "Nothing"}, {"cpu", "CudaVec"}, {"cuda", "-x"}}) {
            assertThat(run(unpacked(), "contract-tests", absent))
                    .isEqualTo(new Ended(
                            2,
                            "contract-tests: no suite has \"" + absent[1] + "\" in its name: they are listed in "
                                    + unpacked + "/tests.\n"));
        }
    }

    private String[] words(List<String> command, String where) {
        return Stream.concat(command.stream(), Stream.of("--out=" + folder.resolve(command.get(0) + "-" + where)))
                .toArray(String[]::new);
    }

    /** The same command here, with the same bits. */
    private void same(List<String> command, String file) {
        Object[] here = Stream.concat(Stream.of(words(command, "here")), Stream.of("--no-figures", "--quiet"))
                .toArray();
        assertThat(Run.lfp(here).err()).isEmpty();
        assertThat(folder.resolve(command.get(0) + "-there").resolve(file))
                .hasSameBinaryContentAs(folder.resolve(command.get(0) + "-here").resolve(file));
    }

    @Test
    void whatCannotBePackedIsOneSentence() throws Exception {
        assertThat(Run.lfp("package", "--jdk", folder, "--out", folder.resolve("a"))
                        .err())
                .isEqualTo("lfp: " + folder + " is no JDK: name a JDK of 25 with --jdk, for example Temurin's.\n");
        Files.writeString(folder.resolve("release"), "JAVA_VERSION=\"21.0.1\"\n");
        assertThat(Run.lfp("package", "--jdk", folder, "--out", folder.resolve("a"))
                        .err())
                .contains("is Java 21.0.1, and distributions carry 25: name a JDK of 25 with --jdk");
        Files.writeString(folder.resolve("release"), "JAVA_VERSION=\"25\"\n");
        Run without = Run.lfp("package", "--jdk", folder, "--out", folder.resolve("a"));
        assertThat(without.err()).contains("has no bin/jlink");
        assertThat(without.code()).isEqualTo(Failure.BAD_INPUT);
        assertThat(Run.lfp("package", "--out", folder).err())
                .contains("exists: name another with --out, or add --force");
        assertThat(folder.resolve("a")).doesNotExist();
    }
}
