package org.fprinciple.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.fprinciple.InvalidInputException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
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
        JsonNode run = read(file);
        Manifest.requireInputs(run);
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

    private static JsonNode read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new InvalidInputException("There is no file " + file + ": name the run.json of a run.");
        }
        JsonNode run;
        try {
            run = Manifest.JSON.readTree(Files.readString(file, StandardCharsets.UTF_8));
        } catch (JacksonException | java.nio.charset.MalformedInputException e) {
            throw new InvalidInputException(file + " is no JSON: name the run.json of a run.", e);
        }
        boolean whole = run.path("command").isString()
                && run.path("options").isObject()
                && run.path("inputs").isObject()
                && run.path("outputs").isObject();
        if (!whole) {
            throw new InvalidInputException(
                    file + " is no run.json of lfp: it lacks command, options, inputs or outputs.");
        }
        return run;
    }

    /**
     * Compares what the run recorded with what came out now, and with the files that still stand beside its run.json.
     */
    private int compare(JsonNode outputs, Path folder, @Nullable Path original) throws IOException {
        boolean same = true;
        for (Map.Entry<String, JsonNode> output : outputs.properties()) {
            String recorded = output.getValue().asString();
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
