package org.fprinciple.cli;

import org.fprinciple.problem.Activation;
import org.fprinciple.problem.InitLaw;
import org.fprinciple.problem.Loss;
import org.fprinciple.problem.Parametrisation;
import org.fprinciple.problem.Scaling;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The net and its law: the options that theory and training share. */
final class NetOptions {
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

    @Option(
            names = "--width",
            paramLabel = "m",
            description = "The number of neurons (theory: for the scaling standard; train: 10,000 where not given).")
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

    /** The law of {@code --init}, which is no net; the standard one where none is given. */
    InitLaw law() {
        String text = init;
        return text == null ? InitLaw.standard() : Choice.named("--init", () -> InitLaw.parse(text));
    }

    Activation activation() {
        return Choice.of(Activation.class, "--activation", activation);
    }

    Parametrisation parametrisation() {
        return Choice.of(Parametrisation.class, "--parametrisation", parametrisation);
    }

    Scaling scaling() {
        return Choice.of(Scaling.class, "--scaling", scaling);
    }

    Loss loss() {
        return Choice.of(Loss.class, "--loss", loss);
    }
}
