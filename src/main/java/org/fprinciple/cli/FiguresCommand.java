package org.fprinciple.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.fprinciple.InsufficientResourceException;
import org.fprinciple.InvalidInputException;
import org.fprinciple.io.CsvTable;
import org.fprinciple.problem.Dataset;
import org.fprinciple.solution.HalfLife;
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
    @Parameters(paramLabel = "RUN", description = "The folder of a run, or its run.json.")
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
                    "This Java has no java.desktop, which figures need: draw them on a Java that has it.");
        }
        Path file = Files.isDirectory(run) ? run.resolve("run.json") : run;
        JsonNode manifest = Manifest.read(file);
        run = file.resolveSibling("");
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
            EvaluationSet evaluation = EvaluationSet.resolve(train.dataOptions.eval, data);
            training(new RunFigures(data, evaluation, true, folder, log), evaluation, data.size(), log);
        } else if (command instanceof SolveCommand || command instanceof EvolveCommand) {
            TheoryCommand theory = (TheoryCommand) command;
            Problem problem = Problem.resolve(theory.problemOptions, theory.output.seed);
            RunFigures figures = new RunFigures(problem, folder, log);
            if (command instanceof SolveCommand) {
                figures.solution(prediction(problem.evaluation()), new double[0]);
            } else {
                evolution(figures, problem.evaluation(), problem.size(), log);
            }
        } else {
            throw new InvalidInputException(
                    run + " is a run of " + manifest.get("command").asString()
                            + ", whose figures are drawn while it runs: ./lfp figures is for solve, evolve and train.");
        }
    }

    private void evolution(RunFigures figures, EvaluationSet evaluation, long samples, Log log) throws IOException {
        try (RunTrajectory path = RunTrajectory.open(run.resolve("trajectory.npz"))) {
            figures.loss(path.times(), path.series("loss"));
            overTime(path, figures, evaluation, samples, log);
        }
    }

    private void training(RunFigures figures, EvaluationSet evaluation, long samples, Log log) throws IOException {
        Path file = run.resolve("trajectory.npz");
        if (Files.exists(file)) {
            try (RunTrajectory path = RunTrajectory.open(file)) {
                double[][] last = path.holds("h_train") ? atSamples(path, samples) : new double[1][0];
                figures.solution(prediction(evaluation), last[last.length - 1]);
                if (path.times().length > 1) {
                    overTime(path, figures, evaluation, samples, log);
                }
            }
        } else {
            figures.solution(prediction(evaluation), new double[0]);
        }
        Path curve = run.resolve("loss.csv");
        CsvTable table = CsvTable.read(curve);
        int t = column(table, "t", curve);
        int loss = column(table, "loss", curve);
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
    private void overTime(RunTrajectory path, RunFigures figures, EvaluationSet evaluation, long samples, Log log)
            throws IOException {
        if (path.holds("h") && path.holds("h_train")) {
            double[][] there = atSamples(path, samples);
            double[][] h = path.rows("h", points(evaluation), "the run's evaluation points are");
            figures.trajectory(path.times(), h, () -> there);
        } else {
            log.say("no picture of h over time: trajectory.npz was written without h, which is large");
        }
        if (path.holds("residual")) {
            HalfLife[] halfLives = HalfLifeFile.read(run.resolve("half-life.csv"));
            figures.residuals(
                    path.times(), path.rows("residual", halfLives.length, "the rows of half-life.csv are"), halfLives);
        }
    }

    private static double[][] atSamples(RunTrajectory path, long samples) throws IOException {
        return path.rows("h_train", samples, "the run's samples are");
    }

    private static int points(EvaluationSet evaluation) {
        return evaluation.user().numRows;
    }

    private double[] prediction(EvaluationSet evaluation) throws IOException {
        Path file = run.resolve("prediction.csv");
        CsvTable table = CsvTable.read(file);
        int h = column(table, "h", file);
        if (table.rows().length != points(evaluation)) {
            throw new InvalidInputException(file + " has " + table.rows().length + " rows, and the run's "
                    + (evaluation.axes() == null ? "evaluation points are " : "grid has ") + points(evaluation)
                    + ": copy it again.");
        }
        return Arrays.stream(table.rows()).mapToDouble(row -> row[h]).toArray();
    }

    private static int column(CsvTable table, String name, Path file) {
        int column = table.names().indexOf(name);
        if (column < 0) {
            throw new InvalidInputException(file + " has no column " + name + ": copy it again.");
        }
        return column;
    }
}
