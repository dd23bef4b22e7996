package org.fprinciple.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.fprinciple.InvalidInputException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The program: {@code lfp COMMAND}. */
@Command(
        name = "lfp",
        description = {
            "Predicts, without training, what an infinitely wide two-layer network learns from data, and when.",
            ""
        },
        subcommands = {
            SolveCommand.class,
            EvolveCommand.class,
            TrainCommand.class,
            BoundCommand.class,
            ValidateCommand.class,
            TargetsCommand.class,
            DoctorCommand.class,
            ReplayCommand.class,
            FiguresCommand.class,
            BenchCommand.class,
            PackageCommand.class,
            CommandLine.HelpCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Exit codes: 0 done; 1 it ran and the answer is no; 2 bad input; 3 no such device, or memory or disk short;",
            "130 interrupted by Ctrl-C, 143 by SIGTERM."
        })
public final class Lfp implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Lfp() {}

    /** Runs a command and exits with its code. */
    public static void main(String[] args) {
        // Greek letters must survive a terminal whose locale Java does not know.
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(new FileOutputStream(StandardError.descriptor()), true, StandardCharsets.UTF_8));
        System.setProperty("java.awt.headless", "true");
        int code = run(args);
        if (System.out.checkError() && code == 0) {
            System.err.println("lfp: the output could not be written to stdout.");
            code = Failure.NO_RESOURCE;
        }
        System.exit(code);
    }

    /** Runs a command and returns its exit code. */
    static int run(String... args) {
        return line().execute(args);
    }

    /** The command line, with how it takes what is wrong. */
    static CommandLine line() {
        CommandLine line = new CommandLine(new Lfp());
        line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setAbbreviatedOptionsAllowed(false);
        line.setUsageHelpWidth(110);
        line.setExpandAtFiles(false);
        line.setParameterExceptionHandler((exception, arguments) -> Failure.report(exception));
        line.setExecutionExceptionHandler((exception, command, result) ->
                Interruption.underWay() ? Failure.INTERRUPTED : Failure.report(exception));
        return line;
    }

    @Override
    public void run() {
        throw new InvalidInputException("A command is needed: one of "
                + String.join(", ", spec.subcommands().keySet()) + " (see ./lfp --help).");
    }
}
