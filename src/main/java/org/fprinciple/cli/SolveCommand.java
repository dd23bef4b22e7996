package org.fprinciple.cli;

import java.io.IOException;
import java.util.List;
import org.fprinciple.io.NpzWriter;
import org.fprinciple.operator.BoxKernel;
import org.fprinciple.solution.LfpSolution;
import org.fprinciple.solution.SolveStatistics;
import org.fprinciple.solver.MinimumFpNorm;
import org.fprinciple.solver.Ridge;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lfp solve}: the minimum FP-norm solution that training tends to. */
@Command(
        name = "solve",
        description = "The minimum FP-norm interpolant that training tends to (t = infinity).",
        footer = {
            "",
            "Example: ./lfp solve --data validation/data/mauna-loa-co2.csv",
            "Writes prediction.csv, run.json, figures; on a box spectrum.npz."
        })
final class SolveCommand extends TheoryCommand {
    @Option(
            names = "--ridge",
            paramLabel = "EPS|EPSrel",
            description = "Solve (K + eps I) alpha = y; eps in units of the kernel, or of its largest eigenvalue.")
    @Nullable
    String ridge;

    @Option(
            names = "--method",
            paramLabel = "auto|dense|cg|local|banded",
            defaultValue = "auto",
            description = "How (default: ${DEFAULT-VALUE}).")
    String method = "auto";

    private Ridge epsilon = Ridge.NONE;
    private MinimumFpNorm.Method how = MinimumFpNorm.Method.AUTO;

    @Override
    void check() {
        epsilon = ridge == null ? Ridge.NONE : Ridge.parse(ridge);
        how = Choice.of(MinimumFpNorm.Method.class, "--method", method);
    }

    @Override
    SolveStatistics compute(Problem problem, OutputOptions.Chosen backend, RunFolder folder, Manifest manifest, Log log)
            throws IOException {
        MinimumFpNorm task = MinimumFpNorm.of(problem.kernel(), problem.samples())
                .on(backend.backend())
                .from(problem.start())
                .ridge(epsilon)
                .method(how)
                .tolerance(problemOptions.tolerance)
                .progress(log);
        LfpSolution solution = task.solve();
        EvaluationSet evaluation = problem.evaluation();
        log.phase("evaluation", evaluation.unit().numRows);
        double[] unit = solution.function().at(evaluation.unit());
        if (problem.kernel() instanceof BoxKernel box) {
            writeSpectrum(box, solution, folder);
            log.phase("cost of the box", 0);
            BoxEstimate.tell(
                    problem,
                    box,
                    java.util.Objects.requireNonNull(solution.spectrum()).get(),
                    problem.distance(unit),
                    (side, grid) -> side.limit(grid, epsilon),
                    backend.backend(),
                    manifest,
                    log);
        }
        double[] h = toUser(problem, unit);
        problem.requireFinite(h);
        log.phase("writing", 0);
        PredictionFile.write(folder, problem.data(), evaluation, h);
        if (output.figures(log)) {
            boolean curve = problem.data().dimension() == 1 && problem.data().size() <= RunFigures.MOST_IN_CURVE;
            double[] samples = curve
                    ? toUser(problem, solution.function().at(problem.data().inputs()))
                    : new double[0];
            new RunFigures(problem, folder, log).solution(h, samples);
        }
        manifest.results().put("fp_norm", solution.fpNorm());
        manifest.results().put("residual_rms", solution.residualRms());
        manifest.results().put("ridge", solution.epsilon());
        manifest.results().put("n", problem.size());
        if (solution.alpha().length > 0) {
            manifest.results().put("n_distinct", solution.alpha().length);
        }
        manifest.citations(
                "arXiv:1905.10264", problemOptions.operator.equals("exact") ? "arXiv:2010.08153" : "arXiv:2105.11675");
        return solution.statistics();
    }

    private static double[] toUser(Problem problem, double[] h) {
        for (int i = 0; i < h.length; i++) {
            h[i] = problem.data().normalisation().targetToUser(h[i]);
        }
        return h;
    }

    /** xi (modes, d) in C order, gamma2 (modes), h_hat (modes), and g_hat (modes, d) where the operator is exact. */
    private static void writeSpectrum(BoxKernel box, LfpSolution solution, RunFolder folder) throws IOException {
        double[] spectrum =
                java.util.Objects.requireNonNull(solution.spectrum()).get();
        int size = box.grid().size();
        int d = box.grid().dimension();
        try (NpzWriter npz = new NpzWriter(folder.file("spectrum.npz"))) {
            npz.add("xi", box.grid().frequencies(), size, d);
            npz.add("gamma2", box.gammaSquare(), size);
            npz.addComplex("h_hat", java.util.Arrays.copyOf(spectrum, 2 * size), size);
            if (box.isExact()) {
                npz.addComplex("g_hat", Spectra.gradientPart(spectrum, size, d), size, d);
            }
        }
    }

    @Override
    List<String> headline() {
        return List.of("n", "method", "fp_norm", "residual_rms", "ridge", "tol_reached", "seconds");
    }
}
