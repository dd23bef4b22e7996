package org.fprinciple.cli;

import java.util.List;
import org.fprinciple.problem.Target;
import org.fprinciple.problem.Targets;
import picocli.CommandLine.Command;

/** {@code lfp targets}: the zoo. */
@Command(
        name = "targets",
        description = "Lists the known targets for --target-function, each with its spectrum in closed form.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class TargetsCommand implements Runnable {
    @Override
    public void run() {
        System.out.printf("%-30s  %-20s  %s%n", "target", "f(x)", "spectrum");
        List<String> usages = Targets.usages();
        List<Target> examples = Targets.examples();
        for (int i = 0; i < usages.size(); i++) {
            Target target = examples.get(i);
            System.out.printf("%-30s  %-20s  %s%n", usages.get(i), target.formula(), target.spectrumFormula());
        }
    }
}
