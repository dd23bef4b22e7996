package org.fprinciple.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.fprinciple.InvalidInputException;
import org.fprinciple.backend.Backend;
import org.fprinciple.operator.BoxKernel;
import org.fprinciple.solution.SolveStatistics;
import org.fprinciple.solution.SolveStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/** What solve, evolve and bound share: read and check, compute, write everything or nothing, tell. */
@Command(mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false)
abstract class TheoryCommand implements Callable<Integer> {
    @Mixin
    ProblemOptions problemOptions = new ProblemOptions();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Spec
    CommandSpec spec = CommandSpec.create();

    /** Checks the options of this command alone. */
    abstract void check();

    /** Computes and writes the data files; returns how it went. */
    abstract SolveStatistics compute(
            Problem problem, OutputOptions.Chosen backend, RunFolder folder, Manifest manifest, Log log)
            throws IOException;

    /** The keys of the summary, in the order in which people read them. */
    abstract List<String> headline();

    @Override
    public Integer call() throws IOException {
        for (OptionSpec option : spec.options()) {
            if (option.getValue() != null && option.getValue().toString().isEmpty()) {
                throw new InvalidInputException(option.longestName() + " is empty: give it a value, or leave it out.");
            }
        }
        long began = System.nanoTime();
        try (Interruption said = new Interruption();
                Log log = new Log(output.quiet);
                RunFolder folder = RunFolder.plan(output, spec.name())) {
            check();
            problemOptions.net.loss();
            OutputOptions.Chosen backend = output.backend();
            Problem problem = Problem.resolve(problemOptions, output.seed);
            Manifest manifest = Manifest.of(spec, problem, backend, output);
            if (problem.law() != null) {
                manifest.resolved("init", problem.law().toString());
            }
            if (problem.evaluation().axes() != null) {
                manifest.resolved("eval", problem.evaluation().description());
            }
            if (problem.kernel() instanceof BoxKernel box && problemOptions.choosesBox()) {
                log.say(String.format(
                        java.util.Locale.ROOT,
                        "took a box of side %.6g with %,d modes on each axis",
                        box.grid().side(),
                        box.grid().modes()));
            }
            SolveStatistics statistics;
            try (Backend used = backend.backend()) {
                statistics = compute(problem, backend, folder, manifest, log);
            }
            manifest.statistics(
                    statistics,
                    problem.kernel()
                            .freeFunctions()
                            .names(problem.data().normalisation().keptNames()));
            notes(problem, manifest, log);
            manifest.results().put("seconds", (System.nanoTime() - began) / 1e9);
            manifest.write(folder);
            folder.publish();
            Summary.print(manifest.results(), headline(), folder.path(), output);
            if (statistics.status() == SolveStatus.CONVERGED) {
                return 0;
            }
            System.err.printf(
                    java.util.Locale.ROOT,
                    "lfp: the tolerance %.1e was not reached, but %.1e: %s.%n",
                    statistics.toleranceRequested(),
                    statistics.toleranceReached(),
                    statistics.status().remedy());
            return Failure.NO;
        }
    }

    /** What a reader of the result should know, said once it is there: a failure is one sentence alone. */
    private static void notes(Problem problem, Manifest manifest, Log log) {
        List<String> constant = problem.data().normalisation().dropped();
        if (!constant.isEmpty()) {
            log.say("left out, being constant: " + String.join(", ", constant));
        }
        if (manifest.results().has("dropped_free_functions")) {
            log.say("left out of the free functions, depending on others: "
                    + manifest.results().get("dropped_free_functions"));
        }
        double quadrature = problem.quadratureError();
        if (quadrature > 0) {
            manifest.results().put("quadrature_error", quadrature);
            log.say(String.format(
                    java.util.Locale.ROOT,
                    "these laws have no closed form: the infinite-width kernel is known to %.1g of its largest value",
                    quadrature));
        }
        double[] tail = problem.truncation();
        if (tail != null) {
            log.say(String.format(
                    java.util.Locale.ROOT,
                    "the modes beyond the box's grid hold %.3g of the kernel, %.3g of its largest value",
                    tail[0],
                    tail[1]));
        }
    }
}
