package org.fprinciple.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is to be learned and by what law: the options that every theory command shares. */
final class ProblemOptions {
    @Mixin
    DataOptions data = new DataOptions();

    @Mixin
    NetOptions net = new NetOptions();

    @Option(
            names = "--weight",
            paramLabel = "A,B",
            description = "In place of a law, gamma^2 = A/|xi|^(d+3) + B/|xi|^(d+1).")
    @Nullable
    String weight;

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

    @Option(names = "--tol", paramLabel = "T", defaultValue = "1e-8", description = "Tolerance (default: 1e-8).")
    double tolerance = 1e-8;

    /** Whether the box's side or modes are the program's choice. */
    boolean choosesBox() {
        return domain.equals("box:auto") || (domain.startsWith("box:") && (modes == null || modes.equals("auto")));
    }
}
