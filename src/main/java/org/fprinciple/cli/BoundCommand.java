package org.fprinciple.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.InvalidInputException;
import org.fprinciple.bound.FpNorm;
import org.fprinciple.bound.KnownTarget;
import org.fprinciple.bound.LimitBounds;
import org.fprinciple.bound.RiskBounds;
import org.fprinciple.bound.SampledMean;
import org.fprinciple.io.CsvWriter;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.MergedSamples;
import org.fprinciple.solution.SolveStatistics;
import org.fprinciple.solver.Ridge;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code lfp bound}: how wrong the minimum FP-norm solution can be. */
@Command(
        name = "bound",
        description =
                "How wrong the limit of training can be: FP-norm, bounds of the mean error, and a bound at every point.",
        footer = {
            "",
            "Example: ./lfp bound --target-function 'sine(2)' --samples 40",
            "Writes bound.json, pointwise.csv, run.json, figures. Bounds need the FP-norm of the function behind the data:",
            "data alone give a lower bound of it, and then nothing here bounds the error, which is said."
        })
final class BoundCommand extends TheoryCommand {
    /** Most samples that are held out. */
    private static final int HELD_OUT = 20_000;
    /** Fewest samples of a sub-sample, beside the free functions. */
    private static final int FEWEST = 4;

    @Option(
            names = "--delta",
            paramLabel = "D",
            defaultValue = "0.05",
            description = "The bounds of the mean error hold with probability 1 - D (default: ${DEFAULT-VALUE}).")
    double delta = 0.05;

    @Option(
            names = "--ridge",
            paramLabel = "EPS|EPSrel",
            description = "Bound the solution with a ridge; eps in units of the kernel, or of its largest eigenvalue.")
    @Nullable
    String ridge;

    private Ridge epsilon = Ridge.NONE;

    @Override
    void check() {
        if (!(delta > 0 && delta < 1)) {
            throw new InvalidInputException("--delta " + delta
                    + " is refused: it is the probability that a bound fails, so it must be above 0 and below 1.");
        }
        epsilon = ridge == null ? Ridge.NONE : Ridge.parse(ridge);
    }

    @Override
    SolveStatistics compute(Problem problem, OutputOptions.Chosen backend, RunFolder folder, Manifest manifest, Log log)
            throws IOException {
        Dataset data = problem.data();
        requireServed(problem);
        EvaluationSet evaluation = problem.evaluation();
        LimitBounds.Setting setting = problem.bounded(problemOptions, epsilon, delta, output.seed);
        KnownTarget target = setting.target();
        LimitBounds all = LimitBounds.of(setting, data, null, backend.backend(), log);
        manifest.results().put("n", data.size());

        log.phase("pointwise bound", evaluation.unit().numRows);
        double scale = data.normalisation().targetScale();
        double[] h = all.solution().function().at(evaluation.unit());
        double[] bound = all.pointwise().at(evaluation.unit(), log);
        double[] truth = target == null ? null : target.at(evaluation.unit());
        for (int i = 0; i < h.length; i++) {
            h[i] = data.normalisation().targetToUser(h[i]);
            bound[i] *= scale;
            if (truth != null) {
                truth[i] = data.normalisation().targetToUser(truth[i]);
            }
        }
        problem.requireFinite(h);

        ObjectNode json = Manifest.JSON.createObjectNode();
        describe(json, manifest, problem, all);
        ArrayNode byNumber = json.putArray("by_n");
        List<double[]> rows = againstSamples(problem, backend, log, all, byNumber);

        log.phase("writing", 0);
        List<CsvWriter.Column> columns = new ArrayList<>(List.of(CsvWriter.Column.numbers("bound", bound)));
        if (truth != null) {
            double[] known = truth;
            columns.add(CsvWriter.Column.numbers("error", row -> Math.abs(known[row] - h[row])));
        }
        PredictionFile.write("pointwise.csv", folder, data, evaluation, h, columns.toArray(CsvWriter.Column[]::new));
        Files.writeString(
                folder.file("bound.json"), Manifest.JSON.writeValueAsString(json) + "\n", StandardCharsets.UTF_8);
        if (output.figures(log)) {
            RunFigures figures = new RunFigures(problem, folder, log);
            figures.pointwise(h, bound, all.norm().bounds(), truth);
            figure(figures, rows, all.norm().bounds(), target != null);
        }
        tell(log, all);
        manifest.citations(
                "arXiv:1905.10264", problemOptions.operator.equals("exact") ? "arXiv:2010.08153" : "arXiv:2105.11675");
        return all.solution().statistics();
    }

    private void requireServed(Problem problem) {
        Dataset data = problem.data();
        if (problem.samples() != data) {
            throw new InvalidInputException("lfp bound needs all samples in memory, as dense matrices, and "
                    + problemOptions.data.data + " is read in chunks, being too large: bound some of its samples.");
        }
        for (String name : List.of("bound", "error")) {
            if (data.normalisation().columns().contains(name)) {
                throw new InvalidInputException(
                        "An input column is named \"" + name + "\", as a column of pointwise.csv is: rename it.");
            }
        }
        if (MergedSamples.of(data).scatter() > 0) {
            throw new InvalidInputException("Some samples share their inputs but not their target, so that they carry"
                    + " noise, and the bounds are for samples without: remove all but one of each.");
        }
    }

    /** bound.json, and of it what the summary tells. */
    private void describe(ObjectNode json, Manifest manifest, Problem problem, LimitBounds all) {
        ObjectNode results = manifest.results();
        KnownTarget target = all.setting().target();
        FpNorm norm = all.norm();
        RiskBounds risk = all.risk();
        results.put("fp_norm", norm.value());
        results.put("fp_norm_is", Choice.word(norm.kind()));
        results.put("bounds_hold", norm.bounds());
        number(results, "gamma_norm", risk == null ? Double.NaN : risk.gammaNorm());
        number(results, "published_l1", all.published());
        number(results, "tighter_l1", all.tighter());
        SampledMean pointwise = all.pointwiseMean();
        number(results, "pointwise_l1", pointwise.value());
        double[] error = target == null ? null : all.errors(all.setting().fine());
        SampledMean measured = error == null
                ? SampledMean.NONE
                : SampledMean.of(error, all.setting().region().dimension());
        number(results, "measured_l1", measured.value());
        results.put("delta", delta);
        json.setAll(results);
        json.put("fp_norm_of", norm.of());
        json.put("fp_norm_error", norm.error());
        json.put("solution_norm", all.solution().fpNorm());
        json.put("remainder_norm", all.pointwise().radius());
        number(json, "pointwise_l1_error", pointwise.error());
        number(json, "measured_l1_error", measured.error());
        number(
                json,
                "measured_sup",
                error == null ? Double.NaN : Arrays.stream(error).max().orElseThrow());
        number(
                json,
                "measured_squared",
                error == null
                        ? Double.NaN
                        : Arrays.stream(error).map(v -> v * v).average().orElseThrow());
        number(json, "sup_bound", risk == null ? Double.NaN : risk.sup());
        number(json, "squared_bound", risk == null ? Double.NaN : risk.squared());
        number(json, "kernel_mean", risk == null ? Double.NaN : risk.meanKernel());
        number(json, "kernel_sup", risk == null ? Double.NaN : risk.largestKernel());
        number(json, "lebesgue", risk == null ? Double.NaN : risk.lebesgue());
        json.put("ridge", all.solution().epsilon());
        json.put("target_scale", problem.data().normalisation().targetScale());
        json.put("units", "normalised; times target_scale: the user's (squares: times its square)");
        ObjectNode speaks = json.putObject("risk");
        speaks.put("published_l1", "E|f - h| over the sampling distribution, with probability 1 - delta over samples");
        speaks.put("tighter_l1", "the same");
        speaks.put("squared_bound", "E(f - h)^2, the same");
        speaks.put("sup_bound", "sup|f - h| over the samples' domain, certain");
        speaks.put(
                "pointwise_l1",
                target == null
                        ? "the mean of pointwise.csv's figure over the data's bounding box"
                        : "the mean of pointwise.csv's bound over the sampling distribution, certain");
        if (all.whyNoRisk() != null) {
            json.put("no_l1_bound", all.whyNoRisk());
        }
        if (!norm.bounds()) {
            json.put(
                    "not_bounds",
                    "fp_norm is a lower bound of Q, so published_l1, tighter_l1, squared_bound and sup_bound are no"
                            + " bounds; pointwise.csv and pointwise_l1 are bounds as long as Q <= sqrt(2) fp_norm");
        }
        assumptions(json.putObject("assumptions"), target, norm);
    }

    private void assumptions(ObjectNode node, @Nullable KnownTarget target, FpNorm norm) {
        boolean unit = problemOptions.data.unit();
        node.put(
                "sampling_distribution",
                target == null
                        ? "stated: uniform on the data's bounding box (the exact operator's E K(x, x), pointwise_l1)"
                        : "holds: uniform on the samples' domain");
        node.put("noise_free", target == null ? "stated" : "holds");
        node.put("iid", target == null ? "stated" : "holds");
        node.put(
                "interpolation",
                epsilon.value() == 0
                        ? "holds to --tol, and what is missed is added"
                        : "not needed: with a ridge what is missed is added");
        node.put("fp_norm_finite", norm.bounds() ? "holds" : "not known");
        node.put("fp_norm_known", norm.bounds() ? "holds" : "fails: a lower bound only");
        if (norm.bounds() && norm.error() > 0) {
            node.put(
                    "fp_norm_limit",
                    "stated: fp_norm is a numerical limit, to fp_norm_error by how it settles, and not proved");
        }
        node.put(
                "units_apart_from_samples",
                unit ? "stated: --normalise unit takes them from the samples; --normalise none does not" : "holds");
        if (problemOptions.choosesBox()) {
            node.put(
                    "box_apart_from_samples",
                    "stated: what is chosen of the box is chosen by the samples; --domain box:L --modes M is not");
        }
        node.put("by_n", "each bound holds with its own probability, not all of them at once");
        if (epsilon.relative()) {
            node.put("ridge_apart_from_samples", "stated: EPSrel takes it from the samples; a plain EPS does not");
        }
    }

    private static void number(ObjectNode node, String key, double value) {
        if (Double.isFinite(value)) {
            node.put(key, value);
        } else {
            node.putNull(key);
        }
    }

    /** The same for sub-samples of half the number, a quarter, …: rows of n, published, tighter, pointwise, measured. */
    private List<double[]> againstSamples(
            Problem problem, OutputOptions.Chosen backend, Log log, LimitBounds all, ArrayNode json) {
        KnownTarget target = all.setting().target();
        Dataset data = problem.data();
        UniformRandomProvider random = RandomSource.PHILOX_4X32.create(LimitBounds.apart(output.seed));
        int[] order = new int[data.size()];
        for (int i = 0; i < order.length; i++) {
            // Each new one changes places with one before it, or with none.
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        int fewest = FEWEST + problem.kernel().freeFunctions().count(data.dimension());
        List<double[]> rows = new ArrayList<>();
        DMatrixRMaj points = all.setting().coarse();
        for (int n = data.size(); n >= Math.min(fewest, data.size()); n /= 2) {
            log.phase(String.format(Locale.ROOT, "%,d samples", n), 0);
            LimitBounds some = all;
            if (n < data.size()) {
                try {
                    FpNorm known = all.norm().bounds() ? all.norm() : null;
                    some = LimitBounds.of(all.setting(), part(data, order, 0, n), known, backend.backend(), log);
                } catch (InvalidInputException e) {
                    log.say("sub-samples of " + n + " and fewer are left out: " + e.getMessage());
                    break;
                }
            }
            double measured = Double.NaN;
            if (target != null) {
                measured = some.error(points).value();
            } else if (n < data.size()) {
                Dataset out = part(data, order, n, Math.min(data.size(), n + HELD_OUT));
                double[] h = some.solution().function().at(out.inputs());
                Arrays.setAll(h, i -> Math.abs(h[i] - out.targets()[i]));
                measured = Arrays.stream(h).average().orElseThrow();
            }
            double[] row = {
                n, some.published(), some.tighter(), some.pointwiseMean().value(), measured
            };
            rows.add(0, row);
            ObjectNode node = json.insertObject(0);
            node.put("n", n);
            node.put("solution_norm", some.solution().fpNorm());
            number(node, "published_l1", row[1]);
            number(node, "tighter_l1", row[2]);
            number(node, "pointwise_l1", row[3]);
            number(node, target == null ? "held_out_l1" : "measured_l1", row[4]);
        }
        return rows;
    }

    private static Dataset part(Dataset data, int[] order, int from, int to) {
        int d = data.dimension();
        DMatrixRMaj x = new DMatrixRMaj(to - from, d);
        double[] y = new double[to - from];
        for (int i = from; i < to; i++) {
            System.arraycopy(data.inputs().data, order[i] * d, x.data, (i - from) * d, d);
            y[i - from] = data.targets()[order[i]];
        }
        return Dataset.of(x, y);
    }

    private static void figure(RunFigures figures, List<double[]> rows, boolean holds, boolean known)
            throws IOException {
        String what = holds ? "" : " (no bound)";
        List<String> all = List.of(
                "published" + what,
                "tighter" + what,
                "mean of the pointwise" + what,
                known ? "measured" : "on held-out samples");
        List<String> names = new ArrayList<>();
        List<double[]> values = new ArrayList<>();
        double[] n = rows.stream().mapToDouble(r -> r[0]).toArray();
        for (int c = 1; c <= all.size(); c++) {
            int column = c;
            double[] curve = rows.stream().mapToDouble(r -> r[column]).toArray();
            if (Arrays.stream(curve).anyMatch(Double::isFinite)) {
                names.add(all.get(c - 1));
                values.add(curve);
            }
        }
        double[][] x = new double[names.size()][];
        Arrays.fill(x, n);
        figures.againstSamples("mean error, normalised units", names, x, values.toArray(double[][]::new));
    }

    private static void tell(Log log, LimitBounds all) {
        log.say("fp_norm is of: " + all.norm().of());
        if (!all.norm().bounds()) {
            log.say(
                    "fp_norm is a lower bound of the norm of the function behind the data: nothing here bounds the error"
                            + " (the pointwise figures do as long as that norm is at most sqrt(2) fp_norm)");
        }
        if (all.whyNoRisk() != null) {
            log.say("no bound of the mean error but the mean of the pointwise one: " + all.whyNoRisk());
        }
    }

    @Override
    List<String> headline() {
        return List.of(
                "n",
                "method",
                "fp_norm",
                "fp_norm_is",
                "bounds_hold",
                "gamma_norm",
                "published_l1",
                "tighter_l1",
                "pointwise_l1",
                "measured_l1",
                "seconds");
    }
}
