package org.fprinciple.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.fprinciple.InsufficientResourceException;
import org.fprinciple.InvalidInputException;
import org.fprinciple.io.Names;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What went wrong as one sentence on stderr and an exit code. */
final class Failure {
    static final int NO = 1;
    static final int BAD_INPUT = 2;
    static final int NO_RESOURCE = 3;
    static final int INTERRUPTED = 130;
    private static final int BUG = 70;

    private Failure() {}

    static int report(Throwable failure) {
        if (failure instanceof UnmatchedArgumentException unmatched) {
            return say(unknown(unmatched), BAD_INPUT);
        }
        if (failure instanceof ParameterException parameter) {
            Throwable cause = parameter.getCause();
            return cause instanceof InvalidInputException
                    ? report(cause)
                    : say(plain(parameter.getMessage()), BAD_INPUT);
        }
        if (failure instanceof InvalidInputException) {
            return say(failure.getMessage(), BAD_INPUT);
        }
        if (failure instanceof InsufficientResourceException) {
            return say(failure.getMessage(), NO_RESOURCE);
        }
        if (failure instanceof OutOfMemoryError) {
            return say(
                    "The memory of the JVM (" + Runtime.getRuntime().maxMemory() / 1_000_000
                            + " MB) is used up: solve a smaller problem, or run on a machine with more.",
                    NO_RESOURCE);
        }
        if (failure instanceof UncheckedIOException && failure.getCause() instanceof IOException io) {
            return disk(io);
        }
        if (failure instanceof IOException io) {
            return disk(io);
        }
        failure.printStackTrace();
        return say("This is a bug of lfp, not of your input: please report the lines above.", BUG);
    }

    private static int disk(IOException io) {
        String text = io.getMessage() == null ? io.toString() : io.getMessage();
        String reason = text.toLowerCase(Locale.ROOT);
        // Writers of pictures wrap what the disk says.
        for (Throwable cause = io.getCause(); cause != null; cause = cause.getCause()) {
            reason += " " + String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        }
        if (reason.contains("no space") || reason.contains("quota") || reason.contains("too large")) {
            return say("The disk is full: " + text + "; free some space and run again.", NO_RESOURCE);
        }
        if (io instanceof AccessDeniedException) {
            return say("There is no permission to read or write " + text + ".", BAD_INPUT);
        }
        if (io instanceof FileSystemException) {
            return say("The file system refuses: " + text + ".", BAD_INPUT);
        }
        return say(text, BAD_INPUT);
    }

    private static String unknown(UnmatchedArgumentException unmatched) {
        String wrong = unmatched.getUnmatched().get(0);
        CommandSpec spec = unmatched.getCommandLine().getCommandSpec();
        if (!wrong.startsWith("-")) {
            return spec.subcommands().isEmpty()
                    ? "\"" + wrong + "\" is no option: options begin with --."
                    : "There is no command \"" + wrong + "\""
                            + Names.didYouMean(wrong, spec.subcommands().keySet());
        }
        String name = wrong.contains("=") ? wrong.substring(0, wrong.indexOf('=')) : wrong;
        List<String> known = new ArrayList<>();
        for (OptionSpec option : spec.options()) {
            known.add(option.longestName());
        }
        String near = Names.didYouMean(name, known);
        // A list of thirty options would be no sentence.
        String remedy = near.endsWith("?") ? near : "; see ./" + spec.qualifiedName() + " --help.";
        return "There is no option " + name + " of " + spec.qualifiedName() + remedy;
    }

    /** Without the names of Java's types. */
    private static String plain(@Nullable String message) {
        return String.valueOf(message)
                .replaceFirst("is not an? (int|long)$", "is no whole number in range")
                .replaceFirst("is not a double$", "is no number");
    }

    static int say(@Nullable String message, int code) {
        String line = String.valueOf(message).strip().replaceAll("\\s*\\R\\s*", " ");
        System.err.println("lfp: " + line + (line.matches(".*[.?)]") ? "" : "."));
        return code;
    }
}
