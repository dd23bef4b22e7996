package org.fprinciple.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.fprinciple.InvalidInputException;
import org.fprinciple.operator.BoxKernel;
import org.fprinciple.operator.NetworkMoments;
import org.fprinciple.operator.PolyharmonicWeight;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.Normalisation;
import org.fprinciple.solution.SolveStatistics;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** run.json: what was asked, with what, and what came out; enough to run it again. */
final class Manifest {
    static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    /** Options that change where a result goes or how it is shown, not what it is. */
    private static final Set<String> OUTSIDE = Set.of(
            "--out",
            "--force",
            "--json",
            "--quiet",
            "--no-figures",
            "--help",
            "--version",
            "--threads",
            "--resume",
            "--continue",
            "--table");

    /** Where the options of validate have the case's file. */
    static final String CASE = "case";

    /** Whether pictures were declined, kept for a run that is interrupted. */
    static final String NO_FIGURES = "no_figures";

    private final ObjectNode root = JSON.createObjectNode();
    private final ObjectNode results = JSON.createObjectNode();

    /** Where the command of an interrupted run has its backends. */
    static final String BACKENDS = "backends";
    /** And run.json those before the last. */
    private static final String BEFORE = "before";

    private final boolean noFigures;

    private Manifest(CommandSpec command, List<Path> files, OutputOptions output) throws IOException {
        noFigures = output.noFigures;
        root.put("command", command.name());
        root.put("version", Version.NUMBER);
        root.put("commit", Version.commit());
        ObjectNode options = root.putObject("options");
        for (OptionSpec option : command.options()) {
            Object value = option.getValue();
            boolean given = value != null && !(value instanceof Collection<?> list && list.isEmpty());
            if (given && !OUTSIDE.contains(option.longestName())) {
                options.put(option.longestName().substring(2), text(value));
            }
        }
        root.put("working_folder", Path.of("").toAbsolutePath().toString());
        ObjectNode inputs = root.putObject("inputs");
        for (Path file : files) {
            inputs.put(file.toString(), sha256(file));
        }
    }

    static Manifest of(CommandSpec command, Problem problem, OutputOptions.Chosen backend, OutputOptions output)
            throws IOException {
        Manifest manifest =
                of(command, problem.data(), problem.files(), problem.generator(), "float64", backend, output);
        manifest.root.set("operator", operator(problem));
        return manifest;
    }

    /**
     * Of a run on data.
     *
     * @param files that were read
     * @param generator what drew the data or the net; null where nothing was drawn
     */
    static Manifest of(
            CommandSpec command,
            Dataset data,
            List<Path> files,
            @Nullable String generator,
            String precision,
            OutputOptions.Chosen backend,
            OutputOptions output)
            throws IOException {
        Manifest manifest = new Manifest(command, files, output);
        ObjectNode root = manifest.root;
        root.put("seed", output.seed);
        if (generator != null) {
            root.put("generator", generator);
        }
        ObjectNode java = root.putObject("java");
        java.put("version", System.getProperty("java.version"));
        java.put("vendor", System.getProperty("java.vendor"));
        java.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        ObjectNode where = root.putObject("backend");
        where.put("name", backend.backend().name());
        where.put("description", backend.backend().description());
        where.put("why", backend.why());
        where.put("device", backend.backend().deviceName());
        where.put("driver", backend.backend().driverName());
        root.put("precision", precision);
        root.set("normalisation", normalisation(data.normalisation(), data.targetName()));
        return manifest;
    }

    /** An option's value as it may be given again. */
    static String text(Object value) {
        return value instanceof Collection<?> list
                ? list.stream().map(Object::toString).collect(Collectors.joining(";"))
                : value.toString();
    }

    /** Command, options and input hashes: enough to run it again. */
    ObjectNode command() {
        ObjectNode node = JSON.createObjectNode();
        for (String key : List.of("command", "version", "options", "inputs", "working_folder")) {
            node.set(key, root.get(key));
        }
        node.put(NO_FIGURES, noFigures);
        if (root.get("backend") instanceof ObjectNode backend) {
            ArrayNode backends = node.putArray(BACKENDS);
            backend.path(BEFORE).forEach(backends::add);
            backends.add(backend.get("description"));
        }
        return node;
    }

    /** That an interrupted run had these backends, in their order, up to now. */
    void resumed(List<String> backends) {
        ArrayNode before = ((ObjectNode) root.get("backend")).putArray(BEFORE);
        backends.forEach(before::add);
    }

    /** The same of a command that has several results. */
    static ObjectNode command(CommandSpec command, List<Path> files, OutputOptions output) throws IOException {
        return new Manifest(command, files, output).command();
    }

    /**
     * Reads the run.json of a run, or the command.json of a checkpoint.
     *
     * @throws InvalidInputException if the file is not there or not of that form
     */
    static JsonNode read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new InvalidInputException("There is no file " + file + ": name the run.json of a run.");
        }
        JsonNode run;
        try {
            run = JSON.readTree(Files.readString(file, StandardCharsets.UTF_8));
        } catch (JacksonException | CharacterCodingException e) {
            throw new InvalidInputException(file + " is no JSON: name the run.json of a run.", e);
        }
        boolean whole = Set.of("solve", "evolve", "train", "bound", "validate")
                .contains(run.path("command").asString(""));
        for (String key : List.of("options", "inputs")) {
            whole &= run.path(key).isObject();
        }
        for (String key : List.of("options", "inputs", "outputs")) {
            for (Map.Entry<String, JsonNode> entry : run.path(key).properties()) {
                whole &= entry.getValue().isString() && entry.getKey().indexOf(0) < 0;
                whole &= !key.equals("options") || !OUTSIDE.contains("--" + entry.getKey());
                whole &= !key.equals("outputs") || entry.getKey().matches("[A-Za-z0-9-]+\\.(csv|npz)|bound\\.json");
            }
        }
        if (!whole) {
            throw new InvalidInputException(
                    file + " is no run.json of lfp: its command, options, inputs or outputs are missing or changed.");
        }
        return run;
    }

    /** The arguments that a recorded run was started with, its folder apart; a case has no option's name. */
    static List<String> arguments(JsonNode run) {
        List<String> arguments = new ArrayList<>();
        arguments.add(run.get("command").asString());
        run.get("options")
                .properties()
                .forEach(option -> arguments.add((option.getKey().equals(CASE) ? "" : "--" + option.getKey() + "=")
                        + option.getValue().asString()));
        return arguments;
    }

    /**
     * Checks that the inputs of a recorded run are what they were.
     *
     * @throws InvalidInputException if one is not there, or has changed
     */
    static void requireInputs(JsonNode run) throws IOException {
        JsonNode inputs = run.path("inputs");
        JsonNode folder = run.path("working_folder");
        String where = folder.isString() ? " (" + folder.asString() + ")" : "";
        for (Map.Entry<String, JsonNode> input : inputs.properties()) {
            Path file = Path.of(input.getKey());
            if (!Files.isRegularFile(file)) {
                throw new InvalidInputException("The run's input " + file
                        + " is not there: start from the folder in which the run was made" + where + ".");
            }
            if (!sha256(file).equals(input.getValue().asString())) {
                throw new InvalidInputException(
                        "The run's input " + file + " has changed since: its SHA-256 is another.");
            }
        }
    }

    /** A result, at the top level of run.json and in the summary. */
    ObjectNode results() {
        return results;
    }

    /** Replaces an option's value by what it was resolved to. */
    void resolved(String option, String value) {
        ((ObjectNode) root.get("options")).put(option, value);
    }

    void statistics(SolveStatistics statistics, List<String> freeNames) {
        results.put("method", statistics.method());
        results.put("method_why", statistics.why());
        results.put("linear_algebra", statistics.library());
        results.put("iterations", statistics.iterations());
        results.put("tol_requested", statistics.toleranceRequested());
        results.put("tol_reached", statistics.toleranceReached());
        results.put("status", Choice.word(statistics.status()));
        if (!statistics.droppedFree().isEmpty()) {
            ArrayNode dropped = results.putArray("dropped_free_functions");
            statistics.droppedFree().forEach(c -> dropped.add(freeNames.get(c)));
        }
    }

    void citations(String... keys) {
        ArrayNode citations = root.putArray("citations");
        for (String key : keys) {
            citations.add(key);
        }
    }

    /** Writes run.json into the folder, with the hashes of its data files. */
    void write(RunFolder folder) throws IOException {
        ObjectNode outputs = root.putObject("outputs");
        for (String name : folder.names()) {
            // The loss curve tells the seconds, which are never the same twice.
            if ((name.endsWith(".csv") && !name.equals("loss.csv"))
                    || name.endsWith(".npz")
                    || name.equals("bound.json")) {
                outputs.put(name, sha256(folder.file(name)));
            }
        }
        ObjectNode whole = JSON.createObjectNode();
        whole.put("command", root.get("command").asString());
        whole.setAll(results);
        root.propertyStream().forEach(e -> whole.set(e.getKey(), e.getValue()));
        Files.writeString(folder.file("run.json"), JSON.writeValueAsString(whole) + "\n", StandardCharsets.UTF_8);
    }

    private static ObjectNode normalisation(Normalisation map, String target) {
        ObjectNode node = JSON.createObjectNode();
        ArrayNode inputs = node.putArray("inputs");
        for (int c = 0; c < map.dimension(); c++) {
            ObjectNode column = inputs.addObject();
            column.put("name", map.columns().get(map.kept()[c]));
            column.put("centre", map.centre()[c]);
            column.put("scale", map.scale()[c]);
        }
        ArrayNode dropped = node.putArray("dropped");
        map.dropped().forEach(dropped::add);
        ObjectNode y = node.putObject("target");
        y.put("name", target);
        y.put("centre", map.targetCentre());
        y.put("scale", map.targetScale());
        node.put("formula", "normalised = (user - centre) / scale");
        return node;
    }

    private static ObjectNode operator(Problem problem) {
        ObjectNode node = JSON.createObjectNode();
        node.put("free_functions", Choice.word(problem.kernel().freeFunctions()));
        if (problem.operator() == null) {
            node.put("kind", "infinite-width");
            return node;
        }
        node.put("kind", problem.operator().isExact() ? "exact" : "simplified");
        node.put("zero_mode", problem.operator().zeroMode().toString());
        if (problem.operator().weight() instanceof PolyharmonicWeight weight) {
            node.put("A", weight.a());
            node.put("B", weight.b());
        }
        NetworkMoments moments = problem.operator().moments();
        if (moments != null) {
            ObjectNode m = node.putObject("moments");
            m.put("p_b0", moments.biasDensity());
            if (moments.biasDensityError() > 0) {
                m.put("p_b0_standard_error", moments.biasDensityError());
            }
            m.put("E_r3", moments.rCube());
            m.put("E_a2_r", moments.aSquareR());
        }
        if (problem.kernel() instanceof BoxKernel box) {
            double[] tail = java.util.Objects.requireNonNull(problem.truncation());
            ObjectNode b = node.putObject("box");
            b.put("side", box.grid().side());
            b.put("modes", box.grid().modes());
            b.put("kernel_tail", tail[0]);
            b.put("kernel_tail_relative", tail[1]);
        }
        return node;
    }

    static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = sha256();
            byte[] buffer = new byte[1 << 16];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
            return HexFormat.of().formatHex(digest.digest());
        }
    }

    static String sha256(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
