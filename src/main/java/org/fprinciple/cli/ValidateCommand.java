package org.fprinciple.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.fprinciple.InvalidInputException;
import org.fprinciple.backend.Backend;
import org.fprinciple.net.Initialiser;
import org.fprinciple.report.Figure;
import org.fprinciple.report.ValidationFigures;
import org.fprinciple.report.page.Report;
import org.fprinciple.report.page.ReportPage;
import org.fprinciple.validate.Ladder;
import org.fprinciple.validate.Verdict;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code lfp validate}: theory against trained nets, by the criteria of a case. */
@Command(
        name = "validate",
        description = "Trains nets and says how well theory predicts them, and which step of it fails.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        footer = {
            "",
            "Example: ./lfp validate validation/cases/cubic-1d.yaml",
            "Writes report.html, verdict.json, ladder.npz, half-life.csv, run.json, figures; for several cases in a folder each.",
            "Exit code 1: a verdict failed."
        })
final class ValidateCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..*",
            paramLabel = "CASE.yaml",
            description = "Cases, by file or by name; without any they are listed.")
    List<Path> cases = List.of();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            split = ";",
            splitSynopsisLabel = ";",
            description = "In place of what the cases say, such as width=4096; may be repeated.")
    List<String> settings = List.of();

    @Option(names = "--quick", description = "What the cases have as their quick runs.")
    boolean quick;

    @Option(
            names = "--table",
            paramLabel = "FILE.md",
            description =
                    "Put the table of results into this file, between its lines <!-- results --> and <!-- end -->.")
    @Nullable
    Path table;

    @Option(
            names = "--resume",
            paramLabel = "DIR",
            description = {
                "Go on with an interrupted run into DIR, with the cases and options it was begun with:",
                "bit for bit, but for another --backend. Nets that were done are not trained again."
            })
    @Nullable
    Path resume;

    @Option(names = "--continue", hidden = true, description = "Use the checkpoint beside --out.")
    boolean resuming;

    @Mixin
    OutputOptions output = new OutputOptions();

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        if (resume != null) {
            List<Path> named = new ArrayList<>();
            for (Path one : cases) {
                named.add(CaseFolder.find(one));
            }
            return Lfp.run(new CheckpointFolder(resume).arguments(spec, output, named.toArray(Path[]::new)));
        }
        if (cases.isEmpty()) {
            if (!settings.isEmpty() || quick || table != null || resuming) {
                throw new InvalidInputException("A case is needed: ./lfp validate lists them.");
            }
            CaseFolder.list(output);
            return 0;
        }
        ResultsTable results = table == null ? null : ResultsTable.open(table);
        // All are read before the first is run: bad input shows at once.
        List<CaseRun> runs = new ArrayList<>();
        for (Path named : cases) {
            CaseRun run = CaseRun.prepare(CaseFolder.find(named), quick, settings, output.seed);
            if (runs.stream().anyMatch(other -> other.name().equals(run.name()))) {
                throw new InvalidInputException("The case " + run.name() + " is named twice.");
            }
            runs.add(run);
        }
        Path place = RunFolder.choose(output.out, spec.name());
        if (!resuming) {
            // Refused as a whole where it may not be used.
            RunFolder.plan(place, output.force).close();
        }
        CheckpointFolder kept = new CheckpointFolder(place);
        kept.requireFree(resuming, output.force);
        ArrayNode verdicts = Manifest.JSON.createArrayNode();
        try (ValidateCheckpoint checkpoint = new ValidateCheckpoint(kept, command(runs), resuming)) {
            for (CaseRun run : runs) {
                Path own = runs.size() == 1 ? place : place.resolve(run.name());
                JsonNode verdict = Files.isDirectory(own) ? checkpoint.verdict(run) : null;
                if (verdict == null) {
                    verdict = run(run, own, checkpoint);
                }
                checkpoint.finished(run);
                if (!output.quiet && !output.json) {
                    tell(verdict, own);
                }
                verdicts.add(verdict);
            }
            if (results != null) {
                try (Backend backend = output.backend().backend()) {
                    results.write(verdicts, backend);
                }
            }
            checkpoint.done();
        }
        if (output.json) {
            System.out.println(Manifest.JSON.writeValueAsString(verdicts.size() == 1 ? verdicts.get(0) : verdicts));
        }
        return verdicts.valueStream().allMatch(verdict -> verdict.get("passed").asBoolean()) ? 0 : Failure.NO;
    }

    /** What all cases together go on from. */
    private ObjectNode command(List<CaseRun> runs) throws IOException {
        List<Path> files = new ArrayList<>();
        runs.forEach(run -> files.addAll(run.files()));
        ObjectNode command = Manifest.command(spec, files, output);
        ArrayNode named = command.putArray(CheckpointFolder.CASES);
        runs.forEach(run -> named.add(run.file().toString()));
        if (table != null) {
            command.put(CheckpointFolder.TABLE, table.toString());
        }
        return command;
    }

    /** Runs a case; returns what its verdict.json holds. */
    private JsonNode run(CaseRun run, Path place, ValidateCheckpoint checkpoint) throws IOException {
        ValidateCheckpoint.Nets nets = checkpoint.nets(run);
        try (Interruption said = new Interruption();
                Log log = new Log(output.quiet);
                RunFolder folder = RunFolder.plan(place, output.force)) {
            OutputOptions.Chosen backend = output.backend();
            Ladder ladder;
            try (Backend used = backend.backend()) {
                ladder = Ladder.climb(run.setting(), used, nets, log);
            }
            Verdict verdict = Verdict.of(run.of(), ladder);
            log.phase("writing", 0);
            CaseResults results = new CaseResults(run, ladder, verdict, nets.seconds());
            results.write(folder);
            Report report =
                    CasePage.of(results, command(run), output, backend.backend().description());
            ReportPage.write(report, folder.file("report.html"));
            if (output.figures(log)) {
                for (Map.Entry<String, Figure> figure :
                        ValidationFigures.of(report).entrySet()) {
                    RunFigures.write(figure.getKey(), figure.getValue(), folder, log);
                }
                results.pointwise(new RunFigures(run.problem(), folder, log));
            }
            Manifest manifest = Manifest.of(
                    spec, run.setting().data(), run.files(), Initialiser.GENERATOR, "float64", backend, output);
            manifest.resolved(Manifest.CASE, run.file().toString());
            ObjectNode json = results.json();
            manifest.results().setAll(json);
            manifest.citations("arXiv:1905.10264", "arXiv:2010.08153", "arXiv:1905.07777");
            manifest.write(folder);
            checkpoint.save(run, json);
            folder.publish();
            return json;
        }
    }

    private String command(CaseRun run) {
        StringBuilder command = new StringBuilder("./lfp validate " + run.file());
        settings.forEach(setting -> command.append(" --set '").append(setting).append("'"));
        return command.append(quick ? " --quick" : "")
                .append(output.seed == 0 ? "" : " --seed " + output.seed)
                .toString();
    }

    private static void tell(JsonNode verdict, Path place) {
        System.out.println(
                verdict.get("case").asString() + ": " + verdict.get("sentence").asString());
        for (JsonNode criterion : verdict.get("criteria")) {
            System.out.printf(
                    Locale.ROOT,
                    "  %-6s  %-32s m = %-8d %-10.4g %s %.4g%n",
                    criterion.get("passed").asBoolean() ? "passed" : "FAILED",
                    criterion.get("name").asString(),
                    criterion.get("width").asInt(),
                    criterion.get("value").asDouble(Double.NaN),
                    criterion.get("limit_is").asString().equals("max") ? "at most " : "at least",
                    criterion.get("limit").asDouble());
        }
        for (JsonNode name : verdict.get("not_measured")) {
            System.out.println("  not measured: " + name.asString());
        }
        System.out.println("results in " + place);
    }
}
