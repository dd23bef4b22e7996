package org.fprinciple.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.fprinciple.InvalidInputException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The folder DIR.checkpoint beside DIR that an interrupted run leaves: its command, and whatever the run keeps. */
final class CheckpointFolder {
    /** Where the command of validate has its cases' files. */
    static final String CASES = "cases";
    /** And where its table of results is to go, if one was asked for: no option of a result. */
    static final String TABLE = "table";

    private static final String COMMAND = "command.json";
    /** Options of now that may stand beside --resume: they change no result, or no more of it than rounding. */
    private static final Set<String> FREE =
            Set.of("--resume", "--force", "--json", "--quiet", "--no-figures", "--threads", "--backend");

    private final Path out;
    private final Path folder;

    CheckpointFolder(Path out) {
        this.out = out;
        this.folder = out.toAbsolutePath().resolveSibling(out.getFileName() + ".checkpoint");
    }

    Path path() {
        return folder;
    }

    /**
     * Checks that no interrupted run is overwritten unasked.
     *
     * @throws InvalidInputException if one is there and neither resumed nor overwritten
     */
    void requireFree(boolean resuming, boolean force) {
        if (!resuming && !force && Files.exists(folder)) {
            throw new InvalidInputException("An interrupted run into " + out + " is kept in " + folder
                    + ": go on with --resume " + out + ", or add --force to begin anew.");
        }
    }

    /** Writes the command. */
    void write(ObjectNode command) throws IOException {
        write(folder.resolve(COMMAND), Manifest.JSON.writeValueAsString(command));
    }

    /** Writes a file of this folder, which takes its name when it is complete. */
    void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        Files.writeString(partial, text);
        Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The backends that the run had up to now, in their order. */
    List<String> backends() throws IOException {
        List<String> backends = new ArrayList<>();
        Manifest.read(folder.resolve(COMMAND)).path(Manifest.BACKENDS).forEach(each -> backends.add(each.asString()));
        return backends;
    }

    /** A hash of the command, so that nothing of another run is taken. */
    static String fingerprint(ObjectNode command) {
        // Options that were resolved stand in another order when they are given.
        Map<String, String> sorted = new TreeMap<>();
        for (String part : List.of("options", "inputs")) {
            command.get(part)
                    .properties()
                    .forEach(e ->
                            sorted.put(part + " " + e.getKey(), e.getValue().asString()));
        }
        // What is kept is any backend's.
        sorted.remove("options backend");
        return Manifest.sha256(sorted.toString());
    }

    /**
     * The arguments of the interrupted run, its inputs checked to be what they were, with those options of now that change
     * no result.
     *
     * @param spec the command that it is to be of, with the options of now
     * @param cases that are named now
     * @throws InvalidInputException if there is no such run, an input has changed, or an option of now contradicts it
     */
    String[] arguments(CommandSpec spec, OutputOptions now, Path... cases) throws IOException {
        String name = spec.name();
        Path file = folder.resolve(COMMAND);
        if (!Files.isRegularFile(file)) {
            throw new InvalidInputException(
                    "There is nothing to resume at " + out + ": " + folder + " is not there, so run the command anew.");
        }
        JsonNode command;
        try {
            command = Manifest.read(file);
        } catch (InvalidInputException e) {
            throw unusable(file, e);
        }
        String recorded = command.path("command").asString("");
        if (!recorded.equals(name)) {
            throw new InvalidInputException("The interrupted run into " + out + " is of ./lfp " + recorded
                    + ": go on with ./lfp " + recorded + " --resume " + out + ".");
        }
        if (!command.path("version").asString("").equals(Version.NUMBER)) {
            throw new InvalidInputException(
                    "The interrupted run into " + out + " is of another version than " + Version.NUMBER
                            + ": go on with that one, or run the command anew, with --out " + out + " --force.");
        }
        requireSame(command, spec, cases);
        Manifest.requireInputs(command);
        List<String> arguments = new ArrayList<>(Manifest.arguments(command));
        arguments.addAll(cases(command));
        if (command.has(TABLE)) {
            arguments.add("--table=" + command.get(TABLE).asString());
        }
        arguments.add("--out=" + out);
        arguments.add("--continue");
        if (now.force) {
            arguments.add("--force");
        }
        if (now.json) {
            arguments.add("--json");
        }
        if (now.quiet) {
            arguments.add("--quiet");
        }
        if (now.noFigures || command.path(Manifest.NO_FIGURES).asBoolean(false)) {
            arguments.add("--no-figures");
        }
        if (spec.commandLine().getParseResult().hasMatchedOption("--backend")) {
            arguments.removeIf(argument -> argument.startsWith("--backend="));
            arguments.add("--backend=" + now.backend);
        }
        if (now.threads != null) {
            arguments.add("--threads=" + now.threads);
        }
        return arguments.toArray(String[]::new);
    }

    private static void requireSame(JsonNode command, CommandSpec spec, Path... cases) {
        List<String> named = Arrays.stream(cases).map(Path::toString).toList();
        List<String> recorded = cases(command);
        if (!named.isEmpty() && !named.equals(recorded)) {
            throw changed("What is named", String.join(", ", recorded));
        }
        for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
            String name = option.longestName();
            String key = name.substring(2);
            String had =
                    command.path("options").path(key).asString(command.path(key).asString(""));
            if (!FREE.contains(name) && !had.equals(Manifest.text(option.getValue()))) {
                throw changed(name, had);
            }
        }
    }

    private static List<String> cases(JsonNode command) {
        return command.path(CASES).valueStream().map(JsonNode::asString).toList();
    }

    private static InvalidInputException changed(String what, String had) {
        return new InvalidInputException(what + " cannot be changed by --resume"
                + (had.isEmpty() ? "" : ", as the interrupted run has " + had) + ": leave it out.");
    }

    /** What to do about a file of this folder that cannot be read, or is of another run. */
    InvalidInputException unusable(Path file, RuntimeException why) {
        return new InvalidInputException(
                "The checkpoint file " + file + " is damaged, or of another run: run the command anew, with --out "
                        + out + " --force.",
                why);
    }

    /** Says how to go on. */
    void tell(String command) {
        if (Files.exists(folder.resolve(COMMAND))) {
            System.err.println("lfp: what it has done is kept; go on with ./lfp " + command + " --resume " + out);
        }
    }

    /** Whether a file of this kind is there. */
    boolean holds(String ending) {
        if (!Files.exists(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(ending));
        } catch (IOException e) {
            return true;
        }
    }

    void remove() {
        remove(folder);
    }

    /** Removes a folder in it, or all of it; nothing where there is none. */
    static void remove(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            System.err.println("lfp: the checkpoint " + folder + " could not be removed.");
        }
    }
}
