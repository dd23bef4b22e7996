package org.fprinciple.cli;

import org.fprinciple.bench.Bench;
import org.fprinciple.bench.Settings;
import picocli.CommandLine.Command;

/** {@code lfp bench train}: one step of training a wide net. */
@Command(
        name = "train",
        description =
                "Times one step of training wide ReLU nets, beside C++ and PyTorch where g++ and PyTorch are installed.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
final class BenchTrainCommand extends BenchRun {
    @Override
    String name() {
        return "bench-train";
    }

    @Override
    Bench bench(Settings settings) {
        return Bench.train(settings);
    }
}
