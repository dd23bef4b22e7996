package org.fprinciple.cli;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.bound.LimitBounds;
import org.fprinciple.bound.RiskBounds;
import org.fprinciple.operator.LfpOperator;
import org.fprinciple.operator.PolyharmonicWeight;
import org.fprinciple.problem.Activation;
import org.fprinciple.problem.InitLaw;
import org.fprinciple.problem.Normalisation;
import org.fprinciple.problem.Parametrisation;
import org.fprinciple.report.page.Bounds;
import org.fprinciple.report.page.Criterion;
import org.fprinciple.report.page.Differences;
import org.fprinciple.report.page.Fit;
import org.fprinciple.report.page.Frequencies;
import org.fprinciple.report.page.Head;
import org.fprinciple.report.page.Report;
import org.fprinciple.report.page.Reproduction;
import org.fprinciple.report.page.Series;
import org.fprinciple.report.page.Source;
import org.fprinciple.report.page.SplineRegime;
import org.fprinciple.report.page.Split;
import org.fprinciple.report.page.Table;
import org.fprinciple.report.page.WidthScan;
import org.fprinciple.solver.MinimumFpNorm;
import org.fprinciple.validate.Case;
import org.fprinciple.validate.Cause;
import org.fprinciple.validate.Difference;
import org.fprinciple.validate.Frequency;
import org.fprinciple.validate.Guarantee;
import org.fprinciple.validate.Ladder;
import org.fprinciple.validate.Measures;
import org.fprinciple.validate.Rung;
import org.fprinciple.validate.Slope;
import org.fprinciple.validate.Verdict;
import org.jspecify.annotations.Nullable;

/** A validated case as the page shows it. */
final class CasePage {
    private static final String RELATIVE = "root mean square over points and nets, relative to the second rung";
    /** Laws of arXiv:1905.10264 at both ends of the splines. */
    private static final Map<String, String> AUTHORS = new TreeMap<>(Map.of(
            "cubic-1d", "a=uniform(0.1),w=uniform(3),b=uniform(3)",
            "linear-1d", "a=uniform(1),w=uniform(0.2),b=uniform(1)"));

    /** Added to what a case says of itself. */
    private static final String OVERRIDDEN =
            " This run has other settings than the case describes, as the command at the end says.";

    private static final List<Rung> LFP = List.of(Rung.OWN, Rung.INFINITE, Rung.EXACT, Rung.SIMPLIFIED);

    private final CaseResults results;
    private final Ladder ladder;
    private final Ladder.Width widest;
    private final Normalisation map;
    /** The times of the widest nets, and the end where that is another. */
    private final double[] times;

    private CasePage(CaseResults results) {
        this.results = results;
        ladder = results.ladder();
        widest = ladder.widest();
        map = ladder.setting().data().normalisation();
        double[] seen = Arrays.copyOf(ladder.times(), widest.count());
        double end =
                widest.seeds().stream().mapToDouble(Ladder.Seed::time).max().orElse(0);
        if (ladder.setting().untilLoss() > 0 && (seen.length == 0 || end > seen[seen.length - 1])) {
            seen = Arrays.copyOf(seen, seen.length + 1);
            seen[seen.length - 1] = end;
        }
        times = seen;
    }

    static Report of(CaseResults results, String command, OutputOptions output, String backend) {
        CasePage page = new CasePage(results);
        Report report = Report.of(page.head(command, output, backend))
                .with(page.differences())
                .withFrequencies(page.frequencies())
                .with(page.split())
                .withTables(List.of(page.table()));
        Fit fit = page.fit();
        if (fit != null) {
            report = report.with(fit);
        }
        if (results.ladder().widths().size() > 1) {
            report = report.with(page.widths());
        }
        Bounds bounds = page.bounds();
        if (bounds != null) {
            report = report.with(bounds);
        }
        SplineRegime regime = page.regime();
        return regime == null ? report : report.with(regime);
    }

    private Head head(String command, OutputOptions output, String backend) {
        Case of = results.run().of();
        Verdict verdict = results.verdict();
        List<Criterion> criteria = verdict.criteria().stream()
                .map(c -> new Criterion(
                        c.name(),
                        Measures.words(c.name()) + String.format(Locale.ROOT, ", m = %,d", c.width()),
                        c.value(),
                        c.standardError(),
                        c.atMost() ? Criterion.Comparison.AT_MOST : Criterion.Comparison.AT_LEAST,
                        c.limit(),
                        c.passed(),
                        ""))
                .toList();
        List<String> caveats = new ArrayList<>();
        if (of.expect() == Case.Expectation.FAIL) {
            caveats.add("This case is expected to fail, because "
                    + Objects.requireNonNull(of.because()).words()
                    + (verdict.asExpected() ? ": it does." : "; it does not fail for that reason."));
        }
        if (ladder.setting().untilLoss() > 0) {
            caveats.add("The nets were trained until the loss was "
                    + ladder.setting().untilLoss() + "; at the end they are compared with theory's limit t = ∞.");
        }
        if (of.targetScale() != 1) {
            caveats.add("Nets and theory learned " + of.targetScale()
                    + " times the target; what is shown is divided by that again.");
        }
        if (of.zeroMode().equals("free")) {
            caveats.add(
                    "With a free zero mode LFP fits straight lines at once, which no net does: early times differ most.");
        }
        Guarantee guarantee = ladder.guarantee();
        if (guarantee != null && !guarantee.holds()) {
            caveats.add("Nothing bounds the error against the target here; known of its FP-norm is only "
                    + guarantee.limit().norm().of() + ".");
        }
        verdict.notMeasured().forEach(name -> caveats.add("Not measured in this run: " + name + "."));
        Reproduction reproduction = new Reproduction(
                command,
                output.seed,
                Version.NUMBER,
                Version.commit(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", "
                        + Runtime.getRuntime().availableProcessors() + " cores",
                System.getProperty("java.version"),
                backend,
                results.seconds());
        return new Head(
                results.run().name(),
                of.title(),
                of.about().strip() + (command.contains(" --quick") || command.contains(" --set ") ? OVERRIDDEN : ""),
                of.source() == null ? null : new Source(of.source(), link(of.source())),
                verdict.passed(),
                finding(verdict),
                criteria,
                reproduction,
                caveats);
    }

    /** The verdict's sentence without its first word, which the page shows beside it. */
    private static String finding(Verdict verdict) {
        String finding = verdict.sentence().replaceFirst("^(Passed|Failed): ", "");
        return finding.substring(0, 1).toUpperCase(Locale.ROOT) + finding.substring(1);
    }

    private static @Nullable String link(String source) {
        java.util.regex.Matcher paper =
                java.util.regex.Pattern.compile("arXiv:(\\d{4}\\.\\d{4,5})").matcher(source);
        return paper.find() ? "https://arxiv.org/abs/" + paper.group(1) : null;
    }

    private static org.fprinciple.report.page.Rung colour(Rung rung) {
        return switch (rung) {
            case NET -> org.fprinciple.report.page.Rung.NET;
            case OWN -> org.fprinciple.report.page.Rung.NET_KERNEL;
            case INFINITE -> org.fprinciple.report.page.Rung.INFINITE_WIDTH;
            case EXACT -> org.fprinciple.report.page.Rung.EXACT_LFP;
            case SIMPLIFIED, BOX -> org.fprinciple.report.page.Rung.SIMPLIFIED_LFP;
        };
    }

    /** The rungs of theory that the page has colours for, the box in the place of the operator that it holds. */
    private List<Rung> theory() {
        List<Rung> rungs = new ArrayList<>(LFP);
        Rung spokenOf = ladder.setting().lfp();
        rungs.remove(spokenOf);
        rungs.add(spokenOf);
        if (ladder.rungs().contains(Rung.BOX)) {
            rungs.remove(Rung.SIMPLIFIED);
            rungs.add(Rung.BOX);
        }
        return rungs;
    }

    private @Nullable Fit fit() {
        EvaluationSet evaluation = results.run().problem().evaluation();
        int d = map.dimension();
        boolean atSamples = d > 2
                && evaluation.axes() == null
                && evaluation.unit().numRows == ladder.setting().data().size();
        if (times.length == 0 || (d > 2 ? !atSamples : evaluation.axes() == null)) {
            return null;
        }
        List<Fit.Curve> curves = new ArrayList<>();
        curves.add(curve(Rung.NET));
        theory().forEach(rung -> curves.add(curve(rung)));
        DMatrixRMaj x = map.inputsToUser(ladder.setting().data().inputs());
        double[][] samples = new double[x.numRows][];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = kept(x, i);
        }
        return new Fit(
                map.keptNames(),
                ladder.setting().data().targetName(),
                times,
                atSamples ? new double[0][] : Objects.requireNonNull(evaluation.axes()),
                curves,
                samples,
                results.user(ladder.setting().data().targets()));
    }

    private double[] kept(DMatrixRMaj x, int i) {
        return Arrays.stream(map.kept()).mapToDouble(c -> x.get(i, c)).toArray();
    }

    private Fit.Curve curve(Rung rung) {
        double[][] h = new double[times.length][];
        double[][] spread = new double[times.length][];
        for (int k = 0; k < times.length; k++) {
            List<double[]> functions = widest.functions(rung, k);
            h[k] = results.user(CaseResults.mean(functions));
            spread[k] = results.spread(functions);
        }
        String name = rung == Rung.NET ? String.format(Locale.ROOT, "nets, m = %,d", widest.width()) : rung.words();
        boolean one = ladder.shared(rung) || widest.seeds().size() < 2;
        return new Fit.Curve(name, colour(rung), h, one ? null : spread);
    }

    private Differences differences() {
        List<Series> apart = new ArrayList<>();
        List<Series> losses = new ArrayList<>();
        double[] seen = Arrays.copyOf(ladder.times(), widest.count());
        losses.add(loss(Rung.NET, seen));
        for (Rung rung : theory()) {
            Difference[] over = new Difference[times.length];
            for (int k = 0; k < over.length; k++) {
                over[k] = widest.difference(Rung.NET, rung, k);
            }
            apart.add(new Series(
                    "nets − " + rung.words(),
                    colour(rung),
                    times,
                    Arrays.stream(over).mapToDouble(Difference::relative).toArray(),
                    Arrays.stream(over).mapToDouble(CasePage::error).toArray()));
            losses.add(loss(rung, seen));
        }
        return new Differences(RELATIVE, apart, losses);
    }

    private static double error(Difference difference) {
        return difference.standardError() / difference.size();
    }

    private Series loss(Rung rung, double[] seen) {
        double[] mean = CaseResults.mean(widest.seeds().stream()
                .map(seed -> Arrays.copyOf(seed.rung(rung).loss(), seen.length))
                .toList());
        return new Series(rung.words(), colour(rung), seen, mean, null);
    }

    private List<Frequencies> frequencies() {
        List<Frequency> all = Frequency.of(ladder, widest);
        List<Frequencies> parts = new ArrayList<>();
        double strongest = all.stream().mapToDouble(Frequency::start).max().orElse(1);
        Rung shown =
                ladder.rungs().contains(Rung.BOX) ? Rung.BOX : ladder.setting().lfp();
        for (String axis : all.stream().map(Frequency::axis).distinct().toList()) {
            int[] groups = java.util.stream.IntStream.range(0, all.size())
                    .filter(g -> all.get(g).axis().equals(axis))
                    .toArray();
            double scale = HalfLifeFile.scale(map, axis);
            boolean shell = Double.isNaN(scale);
            double unit = shell ? 1 : scale;
            parts.add(new Frequencies(
                    shell
                            ? "frequency |ξ|, cycles per normalised unit"
                            : "frequency along " + axis + ", cycles per unit of " + axis,
                    shown.words(),
                    Arrays.stream(groups)
                            .mapToDouble(g -> all.get(g).xi() / unit)
                            .toArray(),
                    Arrays.copyOf(ladder.times(), widest.count()),
                    remaining(shown, groups),
                    remaining(Rung.NET, groups),
                    Arrays.stream(groups)
                            .mapToObj(g -> halfLife(all.get(g), unit, strongest))
                            .toList()));
        }
        return parts;
    }

    /** |û_ρ(ξ, t)| / |û_ρ(ξ, 0⁺)|, (F, K). */
    private double[][] remaining(Rung rung, int[] groups) {
        double[][] share = new double[groups.length][widest.count()];
        for (int f = 0; f < groups.length; f++) {
            int g = groups[f];
            for (int k = 0; k < widest.count(); k++) {
                int time = k;
                share[f][k] = widest.seeds().stream()
                        .mapToDouble(seed -> seed.rung(rung).residual()[time][g]
                                / seed.rung(rung).halfLives()[g].start())
                        .average()
                        .orElse(Double.NaN);
            }
        }
        return share;
    }

    private static Frequencies.HalfLife halfLife(Frequency f, double unit, double strongest) {
        String flag = !f.resolved() ? "aliased" : !f.strong() ? "weak" : f.compared() ? "" : "not reached";
        return new Frequencies.HalfLife(
                f.xi() / unit,
                f.time(Rung.SIMPLIFIED),
                f.time(Rung.EXACT),
                f.time(Rung.INFINITE),
                f.time(Rung.NET),
                Objects.requireNonNull(f.halfLives().get(Rung.NET)).deviation(),
                f.start() / strongest,
                flag);
    }

    private double[] widthNumbers() {
        return ladder.widths().stream().mapToDouble(Ladder.Width::width).toArray();
    }

    private WidthScan widths() {
        List<WidthScan.PowerLaw> laws = new ArrayList<>();
        laws.add(law("nets − simplified LFP", Rung.NET, Rung.SIMPLIFIED));
        laws.add(law("nets − exact LFP", Rung.NET, Rung.EXACT));
        laws.add(law("nets − infinite width", Rung.NET, Rung.INFINITE));
        laws.add(law("nets − own kernels", Rung.NET, Rung.OWN));
        List<Series> lazy = new ArrayList<>();
        for (String name : List.of("kernel-drift", "flipped", "moved")) {
            Measures.Value[] values = ladder.widths().stream()
                    .map(width -> Objects.requireNonNull(Measures.of(name, ladder, width)))
                    .toArray(Measures.Value[]::new);
            if (Arrays.stream(values).allMatch(value -> value.value() > 0)) {
                lazy.add(new Series(
                        Measures.words(name),
                        null,
                        widthNumbers(),
                        Arrays.stream(values).mapToDouble(Measures.Value::value).toArray(),
                        Arrays.stream(values)
                                .mapToDouble(Measures.Value::standardError)
                                .toArray()));
            }
        }
        return new WidthScan(RELATIVE, widthNumbers(), laws, lazy);
    }

    private WidthScan.PowerLaw law(String name, Rung first, Rung second) {
        Slope slope = ladder.slope(first, second);
        return new WidthScan.PowerLaw(
                name,
                colour(second),
                over(width -> width.difference(first, second).relative()),
                over(width -> error(width.difference(first, second))),
                slope == null ? Double.NaN : slope.slope(),
                slope == null ? Double.NaN : slope.standardError(),
                slope == null ? Double.NaN : slope.factor());
    }

    private interface OfWidth {
        double of(Ladder.Width width);
    }

    private double[] over(OfWidth of) {
        return ladder.widths().stream().mapToDouble(of::of).toArray();
    }

    private org.fprinciple.validate.Split splitOf(Ladder.Width width) {
        return org.fprinciple.validate.Split.of(ladder, width, width.count());
    }

    private Split split() {
        List<Split.Part> parts = new ArrayList<>();
        Rung lfp = ladder.setting().lfp();
        Rung last = ladder.rungs().contains(Rung.BOX) ? Rung.BOX : lfp;
        parts.add(new Split.Part(
                "total",
                "nets − " + last.words(),
                colour(Rung.NET),
                over(width -> splitOf(width).total().relative()),
                over(width -> error(splitOf(width).total()))));
        part(parts, Cause.LAZINESS, "leaving the linearisation", "nets − own kernels", Rung.OWN);
        part(parts, Cause.FINITE_WIDTH, "finite width", "own kernels − infinite width", Rung.INFINITE);
        part(parts, Cause.OPERATOR, "LFP's own approximation", "infinite width − " + lfp.words(), lfp);
        part(parts, Cause.BOX, "the box", lfp.words() + " − the same on its box", Rung.BOX);
        return new Split(RELATIVE, widthNumbers(), parts);
    }

    private void part(List<Split.Part> parts, Cause cause, String name, String between, Rung rung) {
        if (splitOf(widest).parts().containsKey(cause)) {
            parts.add(new Split.Part(
                    name,
                    between,
                    colour(rung),
                    over(width -> of(splitOf(width), cause).relative()),
                    over(width -> error(of(splitOf(width), cause)))));
        }
    }

    private static Difference of(org.fprinciple.validate.Split split, Cause cause) {
        Map<Cause, Difference> parts = split.parts();
        return Objects.requireNonNull(parts.get(cause));
    }

    private Table table() {
        List<List<Object>> rows = new ArrayList<>();
        for (Ladder.Width width : ladder.widths()) {
            for (Rung rung : ladder.rungs()) {
                if (rung != Rung.NET) {
                    Difference difference = width.difference(Rung.NET, rung);
                    rows.add(List.of(
                            width.width(),
                            width.seeds().size(),
                            "nets − " + rung.words(),
                            map.targetScale() * difference.rms(),
                            map.targetScale() * difference.standardError(),
                            difference.relative()));
                }
            }
        }
        return new Table(
                "How far apart at the end",
                List.of("neurons", "nets", "between", "root mean square", "standard error", "relative"),
                rows,
                "In units of the target; relative to the size of the second rung.");
    }

    /** Of the error of LFP's limit; null where nothing bounds it. Units of the target. */
    private @Nullable Bounds bounds() {
        Guarantee guarantee = ladder.guarantee();
        if (guarantee == null || !guarantee.holds()) {
            return null;
        }
        LimitBounds limit = guarantee.limit();
        double unit = map.targetScale();
        String certain = "noise-free samples; Q = "
                + String.format(Locale.ROOT, "%.4g", unit * limit.norm().value()) + ", the target's FP-norm";
        String probable = String.format(
                Locale.ROOT,
                "and samples drawn independently: with probability %.2f over them",
                1 - limit.setting().delta());
        String mean = "mean error of LFP's limit over the samples' domain";
        double measured = unit * guarantee.meanError().value();
        List<Bounds.Row> rows = new ArrayList<>();
        rows.add(new Bounds.Row(
                "mean of the pointwise bound",
                mean,
                unit * guarantee.meanBound().value(),
                measured,
                certain));
        RiskBounds risk = limit.risk();
        if (risk != null) {
            rows.add(new Bounds.Row(
                    "over samples, proved here", mean, unit * risk.tighter(), measured, "the same, " + probable));
            if (risk.published() != null) {
                rows.add(new Bounds.Row(
                        "over samples, as published",
                        mean,
                        unit * risk.published(),
                        measured,
                        "the same, " + probable));
            }
            rows.add(new Bounds.Row(
                    "largest error",
                    "largest error of LFP's limit on the samples' domain",
                    unit * risk.sup(),
                    unit * guarantee.largestError(),
                    "as the first"));
        }
        return new Bounds(rows, pointwise(guarantee));
    }

    private Bounds.@Nullable Pointwise pointwise(Guarantee guarantee) {
        double[][] axes = results.run().problem().evaluation().axes();
        if (axes == null || map.dimension() > 2) {
            return null;
        }
        return new Bounds.Pointwise(
                map.keptNames(),
                axes,
                CaseResults.scaled(guarantee.error(), map.targetScale()),
                CaseResults.scaled(guarantee.bound(), map.targetScale()));
    }

    /** Where the law lies between cubic and linear splines; null but for ReLU nets of one input. */
    private @Nullable SplineRegime regime() {
        if (map.dimension() != 1
                || ladder.setting().activation() != Activation.RELU
                || ladder.setting().parametrisation() != Parametrisation.STANDARD_BIAS) {
            return null;
        }
        DMatrixRMaj bounds = ladder.setting().data().bounds();
        double xi = 1 / (bounds.get(1, 0) - bounds.get(0, 0));
        PolyharmonicWeight own = weight(ladder.setting().law());
        List<double[]> nets = widest.functions(Rung.NET, widest.count());
        SplineRegime.Point here = new SplineRegime.Point(
                results.run().name(),
                own.a() / Math.pow(xi, 4),
                own.b() / Math.pow(xi, 2),
                apart(nets, new PolyharmonicWeight(1, own.a(), 0)),
                apart(nets, new PolyharmonicWeight(1, 0, own.b())),
                true);
        List<SplineRegime.Point> points = new ArrayList<>(List.of(here));
        AUTHORS.forEach((name, law) -> {
            if (!name.equals(here.name())) {
                PolyharmonicWeight other = weight(InitLaw.parse(law));
                points.add(new SplineRegime.Point(
                        name, other.a() / Math.pow(xi, 4), other.b() / Math.pow(xi, 2), Double.NaN, Double.NaN, false));
            }
        });
        return new SplineRegime(points);
    }

    private static PolyharmonicWeight weight(InitLaw law) {
        return (PolyharmonicWeight) LfpOperator.of(law, 1).weight();
    }

    /** Relative distance of the nets at the end from the spline of a weight. */
    private double apart(List<double[]> nets, PolyharmonicWeight weight) {
        double[] spline = MinimumFpNorm.of(
                        LfpOperator.ofWeight(weight), ladder.setting().data())
                .solve()
                .function()
                .at(ladder.setting().points());
        return Difference.of(nets, nets.stream().map(net -> spline).toList()).relative();
    }
}
