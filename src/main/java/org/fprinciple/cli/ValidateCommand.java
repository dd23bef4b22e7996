package org.fprinciple.cli;

import java.io.IOException;
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
import tools.jackson.databind.node.ArrayNode;

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

    @Mixin
    OutputOptions output = new OutputOptions();

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        if (cases.isEmpty()) {
            if (!settings.isEmpty() || quick || table != null) {
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
        if (runs.size() > 1) {
            // Refused as a whole where it may not be used.
            RunFolder.plan(place, output.force).close();
        }
        ArrayNode verdicts = Manifest.JSON.createArrayNode();
        boolean passed = true;
        for (CaseRun run : runs) {
            CaseResults done = run(run, runs.size() == 1 ? place : place.resolve(run.name()));
            passed &= done.verdict().passed();
            verdicts.add(done.json());
            if (results != null) {
                results.add(done);
            }
        }
        if (output.json) {
            System.out.println(Manifest.JSON.writeValueAsString(verdicts.size() == 1 ? verdicts.get(0) : verdicts));
        }
        if (results != null) {
            try (Backend backend = output.backend().backend()) {
                results.write(backend);
            }
        }
        return passed ? 0 : Failure.NO;
    }

    private CaseResults run(CaseRun run, Path place) throws IOException {
        long began = System.nanoTime();
        try (Interruption said = new Interruption();
                Log log = new Log(output.quiet);
                RunFolder folder = RunFolder.plan(place, output.force)) {
            OutputOptions.Chosen backend = output.backend();
            Ladder ladder;
            try (Backend used = backend.backend()) {
                ladder = Ladder.climb(run.setting(), used, log);
            }
            Verdict verdict = Verdict.of(run.of(), ladder);
            double seconds = (System.nanoTime() - began) / 1e9;
            log.phase("writing", 0);
            CaseResults results = new CaseResults(run, ladder, verdict, seconds);
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
            List<Path> files = new ArrayList<>(run.problem().files());
            files.add(run.file());
            Manifest manifest =
                    Manifest.of(spec, run.setting().data(), files, Initialiser.GENERATOR, "float64", backend, output);
            manifest.resolved(Manifest.CASE, run.file().toString());
            manifest.results().setAll(results.json());
            manifest.citations("arXiv:1905.10264", "arXiv:2010.08153", "arXiv:1905.07777");
            manifest.write(folder);
            folder.publish();
            if (!output.quiet && !output.json) {
                tell(results, place);
            }
            return results;
        }
    }

    private String command(CaseRun run) {
        StringBuilder command = new StringBuilder("./lfp validate " + run.file());
        settings.forEach(setting -> command.append(" --set '").append(setting).append("'"));
        return command.append(quick ? " --quick" : "")
                .append(output.seed == 0 ? "" : " --seed " + output.seed)
                .toString();
    }

    private static void tell(CaseResults results, Path place) {
        System.out.println(results.run().name() + ": " + results.verdict().sentence());
        for (Verdict.Criterion c : results.verdict().criteria()) {
            System.out.printf(
                    Locale.ROOT,
                    "  %-6s  %-32s m = %-8d %-10.4g %s %.4g%n",
                    c.passed() ? "passed" : "FAILED",
                    c.name(),
                    c.width(),
                    c.value(),
                    c.atMost() ? "at most " : "at least",
                    c.limit());
        }
        results.verdict().notMeasured().forEach(name -> System.out.println("  not measured: " + name));
        System.out.println("results in " + place);
    }
}
