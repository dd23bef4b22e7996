package org.fprinciple.cli;

import org.fprinciple.bench.Bench;
import org.fprinciple.bench.Settings;
import picocli.CommandLine.Command;

/** {@code lfp bench solver}: FFTs, non-uniform FFTs, right-hand sides and whole runs. */
@Command(
        name = "solver",
        description =
                "Times transforms, right-hand sides and whole runs, beside FFTW and SciPy where they are installed.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
final class BenchSolverCommand extends BenchRun {
    @Override
    String name() {
        return "bench-solver";
    }

    @Override
    Bench bench(Settings settings) {
        return Bench.solver(settings);
    }
}
