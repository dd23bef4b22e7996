package org.fprinciple.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.fprinciple.InsufficientResourceException;
import org.fprinciple.InvalidInputException;
import org.fprinciple.io.CsvTable;
import org.fprinciple.io.NpyArray;
import org.fprinciple.io.NpzReader;
import org.fprinciple.problem.Dataset;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code lfp figures}: the pictures of a finished run, from its files. */
@Command(
        name = "figures",
        description =
                "Draws the figures of a finished run of solve, evolve or train from its files, computing nothing again.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        footer = {"", "Example: ./lfp figures runs/co2"})
final class FiguresCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "The folder of a run.")
    private Path run = Path.of("");

    @Option(names = "--out", paramLabel = "DIR", description = "The figures' folder (default: RUN/figures).")
    @Nullable
    private Path out;

    @Option(names = "--force", description = "Write into a folder that exists.")
    private boolean force;

    @Option(names = "--quiet", description = "Say nothing but errors.")
    private boolean quiet;

    @Override
    public Integer call() throws IOException {
        if (!OutputOptions.canDraw()) {
            throw new InsufficientResourceException(
                    "This Java has no java.desktop, which figures need: draw them where it has.");
        }
        JsonNode manifest = Manifest.read(run.resolve("run.json"));
        Manifest.requireInputs(manifest);
        try (Log log = new Log(quiet);
                RunFolder folder = RunFolder.plan(out == null ? run.resolve("figures") : out, force)) {
            draw(manifest, folder, log);
            folder.publish();
            if (!quiet) {
                System.out.println("figures in " + folder.path());
            }
            return 0;
        }
    }

    private void draw(JsonNode manifest, RunFolder folder, Log log) throws IOException {
        Object command = Lfp.line()
                .parseArgs(Manifest.arguments(manifest).toArray(String[]::new))
                .subcommand()
                .commandSpec()
                .userObject();
        if (command instanceof TrainCommand train) {
            Dataset data = train.dataOptions.samples(train.output.seed, new ArrayList<>());
            training(new RunFigures(data, EvaluationSet.resolve(train.dataOptions.eval, data), true, folder, log), log);
        } else if (command instanceof SolveCommand || command instanceof EvolveCommand) {
            TheoryCommand theory = (TheoryCommand) command;
            RunFigures figures =
                    new RunFigures(Problem.resolve(theory.problemOptions, theory.output.seed), folder, log);
            if (command instanceof SolveCommand) {
                figures.solution(prediction(), new double[0]);
            } else {
                evolution(figures, log);
            }
        } else {
            throw new InvalidInputException(
                    run + " is a run of " + manifest.get("command").asString()
                            + ", whose figures are drawn while it runs: ./lfp figures is for solve, evolve and train.");
        }
    }

    private void evolution(RunFigures figures, Log log) throws IOException {
        try (NpzReader npz = NpzReader.open(run.resolve("trajectory.npz"))) {
            figures.loss(npz.array("t", 1).values(), npz.array("loss", 1).values());
            overTime(npz, figures, log);
        }
    }

    private void training(RunFigures figures, Log log) throws IOException {
        Path file = run.resolve("trajectory.npz");
        if (Files.exists(file)) {
            try (NpzReader npz = NpzReader.open(file)) {
                double[][] samples = npz.names().contains("h_train") ? rows(npz, "h_train") : new double[1][0];
                figures.solution(prediction(), samples[samples.length - 1]);
                if (npz.array("t", 1).size() > 1) {
                    overTime(npz, figures, log);
                }
            }
        } else {
            figures.solution(prediction(), new double[0]);
        }
        CsvTable table = CsvTable.read(run.resolve("loss.csv"));
        int t = column(table, "t");
        int loss = column(table, "loss");
        int replica = table.names().indexOf("replica");
        List<double[]> first = Arrays.stream(table.rows())
                .filter(row -> row[t] > 0 && (replica < 0 || row[replica] == 1))
                .toList();
        if (first.size() > 1) {
            figures.loss(
                    first.stream().mapToDouble(row -> row[t]).toArray(),
                    first.stream().mapToDouble(row -> row[loss]).toArray());
        }
    }

    /** h and the residual's frequencies over time. */
    private void overTime(NpzReader npz, RunFigures figures, Log log) throws IOException {
        double[] t = npz.array("t", 1).values();
        Set<String> names = npz.names();
        if (names.contains("h") && names.contains("h_train")) {
            double[][] samples = rows(npz, "h_train");
            figures.trajectory(t, rows(npz, "h"), () -> samples);
        } else {
            log.say("no picture of h over time: trajectory.npz was written without h, which is large");
        }
        if (names.contains("residual")) {
            figures.residuals(t, rows(npz, "residual"), HalfLifeFile.read(run.resolve("half-life.csv")));
        }
    }

    private double[] prediction() throws IOException {
        CsvTable table = CsvTable.read(run.resolve("prediction.csv"));
        int h = column(table, "h");
        return Arrays.stream(table.rows()).mapToDouble(row -> row[h]).toArray();
    }

    private int column(CsvTable table, String name) {
        int column = table.names().indexOf(name);
        if (column < 0) {
            throw new InvalidInputException("A file of " + run + " has no column " + name + ": it has been changed.");
        }
        return column;
    }

    private static double[][] rows(NpzReader npz, String name) throws IOException {
        NpyArray array = npz.array(name, 2);
        int columns = array.shape()[1];
        double[][] rows = new double[array.shape()[0]][];
        for (int k = 0; k < rows.length; k++) {
            rows[k] = Arrays.copyOfRange(array.values(), k * columns, (k + 1) * columns);
        }
        return rows;
    }
}
