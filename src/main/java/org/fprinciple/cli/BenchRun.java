package org.fprinciple.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.fprinciple.InvalidInputException;
import org.fprinciple.backend.Backend;
import org.fprinciple.bench.Bench;
import org.fprinciple.bench.Checkout;
import org.fprinciple.bench.Peers;
import org.fprinciple.bench.Row;
import org.fprinciple.bench.Settings;
import org.fprinciple.bench.Workshop;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What all benchmarks share: their options, and the folder that a run leaves. */
abstract class BenchRun implements Callable<Integer> {
    private static final int MOST_REPETITIONS = 1000;

    @Option(names = "--quick", description = "Small sizes and few repetitions, for a trial.")
    private boolean quick;

    @Option(names = "--only", paramLabel = "PATTERN", description = "Only cases whose name contains this.")
    @Nullable
    private String only;

    @Option(
            names = "--repeat",
            paramLabel = "R",
            description = "Repetitions of each case that is short (default: 7, of whole runs 3).")
    @Nullable
    private Integer repeat;

    @Mixin
    private OutputOptions output = new OutputOptions();

    /** The command's own name, of the folder too. */
    abstract String name();

    abstract Bench bench(Settings settings);

    @Override
    public final Integer call() throws IOException {
        if (only != null && only.isEmpty()) {
            throw new InvalidInputException("--only is empty: give it a value, or leave it out.");
        }
        if (repeat != null && (repeat < 1 || repeat > MOST_REPETITIONS)) {
            throw new InvalidInputException(
                    "--repeat " + repeat + " is refused: 1 to " + MOST_REPETITIONS + " are possible.");
        }
        OutputOptions.Chosen backend = output.backend();
        int threads = output.threads == null ? Runtime.getRuntime().availableProcessors() : output.threads;
        try (Interruption said = new Interruption();
                Log log = new Log(output.quiet);
                RunFolder folder = RunFolder.plan(output, name());
                Workshop workshop = new Workshop()) {
            var checkout = Checkout.find();
            String path = System.getenv("PATH");
            Peers peers = new Peers(checkout, workshop, path == null ? "" : path, threads);
            List<Backend> backends = backend.backend().deviceName() == null
                    ? List.of(backend.backend())
                    : List.of(Backend.cpu(threads), backend.backend());
            Settings settings = new Settings(backends, threads, quick, repeat, checkout, workshop, peers);
            List<Row> rows = bench(settings).only(only == null ? "" : only).run(log);
            BenchReport report = new BenchReport(settings, rows);
            report.write(folder, output.figures(log));
            folder.publish();
            report.print(folder.path(), output, log);
            return rows.stream().anyMatch(row -> row.own() && row.failed()) ? Failure.NO : 0;
        }
    }
}
