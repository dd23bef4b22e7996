package org.fprinciple.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.Memory;
import org.fprinciple.io.NpzWriter;
import org.fprinciple.operator.BoxKernel;
import org.fprinciple.solution.HalfLife;
import org.fprinciple.solution.ResidualSpectrum;
import org.fprinciple.solution.SolveStatistics;
import org.fprinciple.solution.Trajectory;
import org.fprinciple.solver.Dynamics;
import org.fprinciple.solver.Times;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lfp evolve}: what is learned at every time. */
@Command(
        name = "evolve",
        description = "What training has learned at every time, and when each frequency is half learned.",
        footer = {
            "",
            "Example: ./lfp evolve --data validation/data/mauna-loa-co2.csv --times log:0.01:1e6:60",
            "Writes trajectory.npz, half-life.csv, run.json, figures."
        })
final class EvolveCommand extends TheoryCommand {
    private static final double LARGE = 1e9;

    @Option(
            names = "--times",
            paramLabel = "T,...|log:T0:T1:K",
            description = {
                "The times wanted, in theory's time (default: 60 that cover the kernel's spectrum;",
                "by krylov and rk to 1e6 over its largest eigenvalue)."
            })
    @Nullable
    String times;

    @Option(
            names = "--method",
            paramLabel = "auto|modal|krylov|rk",
            defaultValue = "auto",
            description = "How (default: ${DEFAULT-VALUE}).")
    String method = "auto";

    @Option(names = "--save", paramLabel = "all", description = "Save arrays of more than 1 GB too.")
    @Nullable
    String save;

    @Option(
            names = "--resume",
            paramLabel = "DIR",
            description = "Go on with an interrupted run into DIR, bit for bit, with the options it was begun with.")
    @Nullable
    Path resume;

    @Option(names = "--continue", hidden = true, description = "Use the checkpoint beside --out.")
    boolean resuming;

    private @Nullable Times wanted;
    private Dynamics.Method how = Dynamics.Method.AUTO;

    @Override
    public Integer call() throws IOException {
        if (resume == null) {
            return super.call();
        }
        return Lfp.run(new CheckpointFolder(resume).arguments(spec, output));
    }

    @Override
    void check() {
        wanted = times == null ? null : Times.parse(times);
        how = Choice.of(Dynamics.Method.class, "--method", method);
        if (save != null) {
            Choice.of("--save", save, "all");
        }
    }

    @Override
    SolveStatistics compute(Problem problem, OutputOptions.Chosen backend, RunFolder folder, Manifest manifest, Log log)
            throws IOException {
        EvaluationSet evaluation = problem.evaluation();
        int count = wanted == null ? Times.DEFAULT_COUNT : wanted.size();
        double points = evaluation.unit().numRows;
        if (kept(8.0 * count * problem.size())) {
            points += problem.size();
        }
        Memory.require(
                16.0 * count * points,
                String.format(java.util.Locale.ROOT, "h at %d times and %,.0f points", count, points),
                "ask for fewer --times or a smaller --eval");
        try (Checkpoint checkpoint = Checkpoint.of(folder.path(), manifest.command(), resuming, output.force)) {
            Trajectory path = Dynamics.of(problem.kernel(), problem.samples())
                    .on(backend.backend())
                    .from(problem.start())
                    .method(how)
                    .tolerance(problemOptions.tolerance)
                    .progress(log)
                    .store(checkpoint)
                    .solve(wanted);
            write(problem, path, backend.backend(), folder, manifest, log);
            checkpoint.done();
            return path.statistics();
        }
    }

    private void write(Problem problem, Trajectory path, Backend backend, RunFolder folder, Manifest manifest, Log log)
            throws IOException {
        EvaluationSet evaluation = problem.evaluation();
        double[] t = path.times();
        if (wanted == null) {
            manifest.resolved("times", "log:" + t[0] + ":" + t[t.length - 1] + ":" + t.length);
        }
        log.phase("evaluation", evaluation.unit().numRows);
        double[][] h = path.at(evaluation.unit(), log);
        if (problem.kernel() instanceof BoxKernel box) {
            log.phase("cost of the box", 0);
            int last = t.length - 1;
            BoxEstimate.tell(
                    problem,
                    box,
                    path.spectrum(last),
                    problem.distance(h[last]),
                    (side, grid) -> side.path(grid, wanted),
                    backend,
                    manifest,
                    log);
        }
        path.toUser(h);
        for (double[] row : h) {
            problem.requireFinite(row);
        }
        double[] loss = path.loss(problemOptions.net.loss());
        log.phase("half-lives", 0);
        ResidualSpectrum frequencies = path.defaultFrequencies();
        HalfLife[] halfLives = path.halfLives(frequencies);
        log.phase("writing", 0);
        writeTrajectory(problem, path, h, loss, frequencies, folder, log);
        HalfLifeFile.write(folder, problem.data().normalisation(), halfLives);
        if (output.figures(log)) {
            new RunFigures(problem, folder, log).trajectory(path, h, loss, frequencies, halfLives);
        }
        manifest.results().put("n", problem.size());
        manifest.results().put("t_first", t[0]);
        manifest.results().put("t_last", t[t.length - 1]);
        manifest.results().put("loss_last", loss[loss.length - 1]);
        double[] rates = path.rates();
        if (rates.length > 0) {
            manifest.results().put("rate_largest", rates[rates.length - 1]);
        }
        if (rates.length > 0 && path.statistics().method().equals("modal")) {
            manifest.results().put("rate_smallest", rates[0]);
            long rest = Arrays.stream(rates).filter(rate -> rate == 0).count();
            manifest.results().put("modes_at_rest", rest);
            if (rest > 0) {
                log.say(rest + " of " + rates.length + " modes have rates below rounding and stay where they are");
            }
        }
        manifest.results().put("clock", clock());
        // t = learning rate × steps × this.
        manifest.results()
                .put(
                        "time_per_unit_learning_rate",
                        problemOptions.net.loss().factor(problem.size()) * problem.widthFactor());
        manifest.citations(
                "arXiv:1905.10264", problemOptions.operator.equals("exact") ? "arXiv:2010.08153" : "arXiv:1905.07777");
    }

    private String clock() {
        return switch (problemOptions.operator) {
            case "exact" -> "exact LFP operator";
            case "infinite-width" -> "infinite-width kernel";
            default -> "simplified LFP operator: its limit is close to a wide net's, its clock less so";
        };
    }

    private void writeTrajectory(
            Problem problem,
            Trajectory path,
            double[][] h,
            double[] loss,
            ResidualSpectrum frequencies,
            RunFolder folder,
            Log log)
            throws IOException {
        double[] t = path.times();
        DMatrixRMaj x = problem.evaluation().user();
        try (NpzWriter npz = new NpzWriter(folder.file("trajectory.npz"))) {
            npz.add("t", t, t.length);
            npz.add("X_eval", x.data, x.numRows, x.numCols);
            if (keep("h", (double) t.length * x.numRows * 8, log)) {
                npz.add("h", h);
            }
            if (keep("h_train", (double) t.length * problem.size() * 8, log)) {
                npz.add("h_train", path.toUser(path.atSamples()));
            }
            npz.add("loss", loss, loss.length);
            npz.add("residual", path.residualMagnitude(frequencies));
            if (problem.kernel() instanceof BoxKernel box) {
                int modes = box.grid().size();
                int d = box.grid().dimension();
                int blocks = box.isExact() ? 1 + d : 1;
                if (keep("h_hat", (double) t.length * modes * blocks * 16, log)) {
                    npz.addComplex("h_hat", t.length, k -> Arrays.copyOf(path.spectrum(k), 2 * modes), t.length, modes);
                    if (box.isExact()) {
                        npz.addComplex(
                                "g_hat",
                                t.length,
                                k -> Spectra.gradientPart(path.spectrum(k), modes, d),
                                t.length,
                                modes,
                                d);
                    }
                }
            }
        }
    }

    private boolean kept(double bytes) {
        return bytes <= LARGE || save != null;
    }

    private boolean keep(String array, double bytes, Log log) {
        if (kept(bytes)) {
            return true;
        }
        log.say(array + " would take " + Memory.text(bytes) + " and is left out: add --save all to keep it");
        return false;
    }

    @Override
    List<String> headline() {
        return List.of(
                "n", "method", "linear_algebra", "t_first", "t_last", "loss_last", "tol_reached", "clock", "seconds");
    }
}
