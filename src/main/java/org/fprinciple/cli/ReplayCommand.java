package org.fprinciple.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.fprinciple.InsufficientResourceException;
import org.fprinciple.InvalidInputException;
import org.fprinciple.backend.cuda.CudaProbe;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code lfp replay}: runs a run again and compares the bits of its data files. */
@Command(
        name = "replay",
        description = "Runs a run again from its run.json and says whether the bits agree.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ReplayCommand implements Callable<Integer> {
    @Parameters(paramLabel = "run.json", description = "The run.json of a run, or its folder.")
    private Path manifest = Path.of("run.json");

    @Option(names = "--quiet", description = "Say nothing but errors.")
    private boolean quiet;

    @Override
    public Integer call() throws IOException {
        Path file = Files.isDirectory(manifest) ? manifest.resolve("run.json") : manifest;
        JsonNode run = Manifest.read(file);
        if (run.get("outputs").isEmpty()) {
            throw new InvalidInputException(file + " records no data files, so there is nothing to compare.");
        }
        Manifest.requireInputs(run);
        requireDevice(run, file);
        Path again = Files.createTempDirectory("lfp-replay");
        Thread hook = new Thread(() -> remove(again));
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            List<String> arguments = new ArrayList<>(Manifest.arguments(run));
            arguments.add("--out=" + again.resolve("run"));
            arguments.add("--no-figures");
            arguments.add("--quiet");
            int code = Lfp.run(arguments.toArray(String[]::new));
            if (code != 0 && code != Failure.NO) {
                return code;
            }
            return compare(
                    run.get("outputs"),
                    again.resolve("run"),
                    file.toAbsolutePath().getParent());
        } finally {
            remove(again);
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }

    /** What a run that asked for a device would say advises an option that replaying has not. */
    private static void requireDevice(JsonNode run, Path file) {
        if (run.get("options").path("backend").asString("").equals("cuda")) {
            String refusal = CudaProbe.look().refusal();
            if (refusal != null) {
                throw new InsufficientResourceException(
                        file + " records a run with --backend cuda, which cannot be had: " + refusal
                                + "; replay it on a machine with a CUDA device.");
            }
        }
    }

    /**
     * Compares what the run recorded with what came out now, and with the files that still stand beside its run.json.
     */
    private int compare(JsonNode outputs, Path folder, @Nullable Path original) throws IOException {
        boolean same = true;
        for (Map.Entry<String, JsonNode> output : outputs.properties()) {
            String recorded = output.getValue().asString();
            if (!Files.isRegularFile(folder.resolve(output.getKey()))) {
                throw new InvalidInputException("The run.json records a file " + output.getKey()
                        + " that its command does not write: it has been changed.");
            }
            boolean equal = Manifest.sha256(folder.resolve(output.getKey())).equals(recorded);
            Path there = original == null ? null : original.resolve(output.getKey());
            boolean touched = there != null
                    && Files.isRegularFile(there)
                    && !Manifest.sha256(there).equals(recorded);
            same &= equal && !touched;
            if (!quiet) {
                System.out.println((equal ? "same bits   " : "other bits  ")
                        + output.getKey()
                        + (touched ? ", but the file in the run's folder has changed since" : ""));
            }
        }
        return same ? 0 : Failure.NO;
    }

    private static void remove(Path folder) {
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            System.err.println("lfp: the folder " + folder + " could not be removed.");
        }
    }
}
