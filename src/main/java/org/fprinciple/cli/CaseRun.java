package org.fprinciple.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.fprinciple.InvalidInputException;
import org.fprinciple.backend.Precision;
import org.fprinciple.net.TrainingMethod;
import org.fprinciple.operator.InfiniteWidthKernel;
import org.fprinciple.operator.Kernel;
import org.fprinciple.operator.LfpOperator;
import org.fprinciple.operator.ZeroMode;
import org.fprinciple.problem.Activation;
import org.fprinciple.problem.InitLaw;
import org.fprinciple.problem.Parametrisation;
import org.fprinciple.solver.Ridge;
import org.fprinciple.solver.Times;
import org.fprinciple.validate.Case;
import org.fprinciple.validate.CaseReader;
import org.fprinciple.validate.Rung;
import org.fprinciple.validate.Setting;

/**
 * A case that is ready to run: everything has been read and checked.
 *
 * @param name of the case: its file's, without the ending
 * @param file its file
 * @param settings what was set in place of the file's keys
 * @param problem the case as the options of a theory command
 */
record CaseRun(String name, Path file, Case of, List<String> settings, Problem problem, Setting setting) {
    private static final String ENDING = ".yaml";
    /** The bounds of the mean error hold with probability 1 − δ. */
    static final double DELTA = 0.05;

    static String name(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : name;
    }

    /** All that was read. */
    List<Path> files() {
        List<Path> files = new ArrayList<>(problem.files());
        files.add(file);
        return files;
    }

    static CaseRun prepare(Path file, boolean quick, List<String> settings, long seed) throws IOException {
        Case of = CaseReader.read(file, quick, settings);
        try {
            ProblemOptions options = options(of, file);
            Problem problem = Problem.resolve(options, seed);
            return new CaseRun(name(file), file, of, settings, problem, setting(of, options, problem, seed));
        } catch (InvalidInputException e) {
            throw new InvalidInputException(
                    CaseReader.located(String.valueOf(e.getMessage()), Files.readString(file), file), e);
        }
    }

    private static ProblemOptions options(Case of, Path file) {
        ProblemOptions options = new ProblemOptions();
        if (of.data() != null) {
            options.data.data = file.resolveSibling(of.data()).normalize();
        }
        options.data.target = of.target();
        options.data.targetFunction = of.targetFunction();
        options.data.samples = of.samples();
        options.data.sampleDomain = of.sampleDomain();
        options.data.take = of.take();
        options.data.targetScale = of.targetScale();
        options.data.normalise = of.normalise();
        options.data.eval = of.eval() == null || of.eval().startsWith("grid:")
                ? of.eval()
                : file.resolveSibling(of.eval()).normalize().toString();
        options.net.init = of.init();
        options.net.parametrisation = of.parametrisation();
        options.net.scaling = of.scaling();
        options.net.loss = of.loss();
        options.net.activation = of.activation();
        options.net.width = of.width().get(0).longValue();
        options.operator = Choice.of("--operator", of.operator(), "simplified", "exact");
        options.domain = of.domain();
        options.modes = of.modes();
        options.zeroMode = of.zeroMode();
        return options;
    }

    private static Setting setting(Case of, ProblemOptions options, Problem problem, long seed) {
        if (problem.law() == null) {
            throw new InvalidInputException(
                    "--init " + of.init() + " is refused: a case draws its nets from a law, such as a=normal(1).");
        }
        TrainCommand.requireRange(problem.data(), Precision.FLOAT64);
        InitLaw law = problem.law();
        Activation activation = Choice.of(Activation.class, "--activation", of.activation());
        Parametrisation parametrisation = Choice.of(Parametrisation.class, "--parametrisation", of.parametrisation());
        TrainingMethod method = Choice.of(TrainingMethod.class, "--flow", of.flow());
        if (method != TrainingMethod.RKC && method != TrainingMethod.GD) {
            throw new InvalidInputException(
                    "--flow " + of.flow() + " is refused: theory speaks of the gradient flow, by rkc or gd.");
        }
        LfpOperator operator = Objects.requireNonNull(problem.operator());
        LfpOperator space = operator.zeroMode().kind() == ZeroMode.Kind.VALUE
                ? operator.inSpace().zeroMode(ZeroMode.FREE)
                : operator.inSpace();
        Map<Rung, Kernel> theory = new EnumMap<>(Rung.class);
        if (activation == Activation.RELU && parametrisation == Parametrisation.STANDARD_BIAS) {
            theory.put(Rung.INFINITE, InfiniteWidthKernel.of(law, problem.data().dimension()));
        }
        theory.put(Rung.EXACT, space.exact().kernel());
        theory.put(Rung.SIMPLIFIED, space.simplified().kernel());
        if (operator.box() != null) {
            theory.put(Rung.BOX, problem.kernel());
        }
        return new Setting(
                problem.data(),
                problem.evaluation().unit(),
                theory,
                operator.isExact() ? Rung.EXACT : Rung.SIMPLIFIED,
                law,
                activation,
                parametrisation,
                Choice.of(org.fprinciple.problem.Scaling.class, "--scaling", of.scaling()),
                Choice.of(org.fprinciple.problem.Loss.class, "--loss", of.loss()),
                of.antisymmetric(),
                of.width(),
                of.seeds(),
                method,
                of.times() == null ? null : Times.parse(of.times()),
                of.time() == null ? Double.NaN : of.time(),
                of.untilLoss() == null ? 0 : of.untilLoss(),
                of.tol(),
                seed,
                of.targetFunction() == null ? null : problem.bounded(options, Ridge.NONE, DELTA, seed));
    }
}
