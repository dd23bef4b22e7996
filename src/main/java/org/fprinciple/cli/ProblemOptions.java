package org.fprinciple.cli;

import java.nio.file.Path;
import org.fprinciple.problem.Activation;
import org.fprinciple.problem.Loss;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is to be learned and by what law: the options that every theory command shares. */
final class ProblemOptions {
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
            names = "--init",
            paramLabel = "LAW",
            description = {
                "The law of a net's start: normal(s), normal(m,s), uniform(v) for a, w, b, or from-net:FILE.npz",
                "(default: a=normal(1),w=normal(1),b=normal(3))."
            })
    @Nullable
    String init;

    @Option(
            names = "--weight",
            paramLabel = "A,B",
            description = "In place of a law, gamma^2 = A/|xi|^(d+3) + B/|xi|^(d+1).")
    @Nullable
    String weight;

    @Option(
            names = "--parametrisation",
            paramLabel = "standard-bias|zhang2019",
            defaultValue = "standard-bias",
            description = "a s(w.x+b), or a s(w(x+b)) for one input (default: ${DEFAULT-VALUE}).")
    String parametrisation = "standard-bias";

    @Option(
            names = "--scaling",
            paramLabel = "ntk|standard",
            defaultValue = "ntk",
            description = "The net's factor 1/sqrt(m), or 1, which needs --width (default: ${DEFAULT-VALUE}).")
    String scaling = "ntk";

    @Option(names = "--width", paramLabel = "m", description = "The net's width, for the scaling standard.")
    @Nullable
    Long width;

    @Option(
            names = "--loss",
            paramLabel = "half-sum|sum|mean",
            defaultValue = "half-sum",
            description = "Half the sum of squares, the sum, or the mean (default: ${DEFAULT-VALUE}).")
    String loss = "half-sum";

    @Option(
            names = "--activation",
            paramLabel = "relu|tanh",
            defaultValue = "relu",
            description = "The activation (default: ${DEFAULT-VALUE}).")
    String activation = "relu";

    @Option(
            names = "--h-ini",
            paramLabel = "FILE",
            description = "NPZ with a (m), w (m,d), b (m): the net that training starts from (default: 0).")
    @Nullable
    Path initialNet;

    @Option(
            names = "--operator",
            paramLabel = "simplified|exact|infinite-width",
            defaultValue = "simplified",
            description = "The LFP operator, or the kernel that it approximates (default: ${DEFAULT-VALUE}).")
    String operator = "simplified";

    @Option(
            names = "--domain",
            paramLabel = "space|box:L|box:auto",
            defaultValue = "space",
            description = "R^d, or a periodic box of side L in normalised units (default: ${DEFAULT-VALUE}).")
    String domain = "space";

    @Option(
            names = "--modes",
            paramLabel = "N|auto",
            description = "Frequencies on each axis of the box, k = -N/2+1 ... N/2-1 (default: auto).")
    @Nullable
    String modes;

    @Option(
            names = "--box-tol",
            paramLabel = "T",
            description = "What box:auto and --modes auto may cost of h against R^d, about (default: 1e-2).")
    @Nullable
    Double boxTolerance;

    @Option(
            names = "--zero-mode",
            paramLabel = "free|law|VALUE",
            defaultValue = "free",
            description = "Frequency 0: free of cost, as the law has it, or gamma(0) (default: ${DEFAULT-VALUE}).")
    String zeroMode = "free";

    @Option(
            names = "--eval",
            paramLabel = "FILE|grid:N",
            description = "Where h is wanted (default: grid:1000 for one input, grid:200 for two, else the data).")
    @Nullable
    String eval;

    @Option(names = "--tol", paramLabel = "T", defaultValue = "1e-8", description = "Tolerance (default: 1e-8).")
    double tolerance = 1e-8;

    /** Whether the box's side or modes are the program's choice. */
    boolean choosesBox() {
        return domain.equals("box:auto") || (domain.startsWith("box:") && (modes == null || modes.equals("auto")));
    }

    Activation activation() {
        return Choice.of(Activation.class, "--activation", activation);
    }

    Loss loss() {
        return Choice.of(Loss.class, "--loss", loss);
    }
}
