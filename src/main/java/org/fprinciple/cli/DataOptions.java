package org.fprinciple.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.fprinciple.InvalidInputException;
import org.fprinciple.io.NpzReader;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.Targets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is to be learned, and where it is wanted: the options that every command on data shares. */
final class DataOptions {
    @Option(
            names = "--data",
            paramLabel = "FILE",
            description = "CSV with a header (last column the target), or NPZ with X (n,d) and y (n).")
    @Nullable
    Path data;

    @Option(names = "--target", paramLabel = "NAME", description = "The target column of a CSV (default: the last).")
    @Nullable
    String target;

    @Option(
            names = "--target-function",
            paramLabel = "NAME",
            description = "A known target in place of data, such as sine(3): see lfp targets.")
    @Nullable
    String targetFunction;

    @Option(names = "--samples", paramLabel = "n", description = "How many samples of it (default: 20).")
    @Nullable
    Integer samples;

    @Option(
            names = "--sample-domain",
            paramLabel = "a,b",
            description = "Where they are drawn from on every axis (default: -1,1).")
    @Nullable
    String sampleDomain;

    @Option(
            names = "--normalise",
            paramLabel = "unit|none",
            defaultValue = "unit",
            description = "Inputs to [-1,1], target to mean 0 and variance 1, or nothing (default: ${DEFAULT-VALUE}).")
    String normalise = "unit";

    @Option(
            names = "--eval",
            paramLabel = "FILE|grid:N",
            description = "Where h is wanted (default: grid:1000 for one input, grid:200 for two, else the data).")
    @Nullable
    String eval;

    /** Only so many of the samples; null for all. Cases have it, commands do not. */
    @Nullable
    Integer take;

    /** What is learned is so many times the target. Cases have it, commands do not. */
    double targetScale = 1;

    /** Whether the data are to be normalised. */
    boolean unit() {
        return Choice.of("--normalise", normalise, "unit", "none").equals("unit");
    }

    /** What draws the samples; null where they come from a file. */
    @Nullable
    String generator() {
        return targetFunction == null ? null : Targets.GENERATOR;
    }

    /**
     * The samples in the theory's units.
     *
     * @param files the file that was read is added
     */
    Dataset samples(long seed, List<Path> files) throws IOException {
        Dataset raw = read(seed, files);
        Dataset some = take == null ? raw : raw.thinned(take);
        return (unit() ? some.normalised() : some).scaled(targetScale);
    }

    /** The whole data, in the user's units. */
    private Dataset read(long seed, List<Path> files) throws IOException {
        if (data != null && targetFunction != null) {
            throw new InvalidInputException("--data and --target-function exclude each other: give one of them.");
        }
        if (targetFunction != null) {
            if (target != null) {
                throw new InvalidInputException("--target names a column of a CSV, but the data come from"
                        + " --target-function: leave it out.");
            }
            double[] domain = domain();
            int n = samples == null ? 20 : samples;
            return Targets.sample(Targets.parse(targetFunction), n, domain[0], domain[1], seed);
        }
        if (data == null) {
            throw new InvalidInputException("Data are needed: give --data FILE, or --target-function NAME.");
        }
        if (samples != null || sampleDomain != null) {
            throw new InvalidInputException(
                    "--samples and --sample-domain belong to --target-function, but the data come from --data.");
        }
        files.add(data);
        if (NpzReader.isNpz(data)) {
            if (target != null) {
                throw new InvalidInputException(
                        "--target names a column of a CSV, but " + data + " is an NPZ, whose target is y.");
            }
            return Dataset.npz(data);
        }
        return Dataset.csv(data, target);
    }

    /** The ends of the interval that the samples of a known target are drawn from on every axis, user's units. */
    double[] domain() {
        return pair("--sample-domain", sampleDomain == null ? "-1,1" : sampleDomain);
    }

    /** Two numbers with a comma between them. */
    static double[] pair(String option, String text) {
        String[] parts = text.split(",", -1);
        try {
            if (parts.length == 2) {
                return new double[] {Double.parseDouble(parts[0]), Double.parseDouble(parts[1])};
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new InvalidInputException(option + " " + text + " is not understood: write two numbers such as 1,0.");
    }
}
