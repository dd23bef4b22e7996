package org.fprinciple.cli;

import org.fprinciple.InvalidInputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lfp bench WHAT}: how fast this is here. */
@Command(
        name = "bench",
        description = "Times this program on this machine, beside peers where they are installed.",
        subcommands = {BenchSolverCommand.class, BenchTrainCommand.class},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class BenchCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new InvalidInputException("bench needs to know what: "
                + String.join(" or ", spec.subcommands().keySet()) + " (see ./lfp bench --help).");
    }
}
