package org.fprinciple.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.fprinciple.InvalidInputException;
import org.fprinciple.Progress;

/** All cases of {@code lfp bench solver}, in their order. */
public final class SolverBench {
    private final Settings settings;
    private final List<Case> cases;

    /**
     * @param only a part of the names of cases
     * @throws InvalidInputException if no case has it
     */
    public SolverBench(Settings settings, String only) {
        this.settings = settings;
        List<Case> all = new ArrayList<>();
        all.addAll(FftCases.all(settings));
        all.addAll(NufftCases.all(settings));
        all.addAll(RhsCases.all(settings));
        all.addAll(EigenCases.all(settings));
        all.addAll(WholeRuns.all(settings));
        all.addAll(GrowthCases.all(settings));
        this.cases = all.stream().filter(c -> c.subject().name().contains(only)).toList();
        if (cases.isEmpty()) {
            throw new InvalidInputException("--only " + only + " is in the name of no case: there are "
                    + String.join(
                            ", ",
                            all.stream().map(c -> c.subject().name()).distinct().toList()) + ".");
        }
    }

    /** Runs them; whoever fails is a row with the reason. */
    public List<Row> run(Progress progress) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            progress.phase(
                    "case " + (i + 1) + " of " + cases.size() + ", "
                            + cases.get(i).subject().name(),
                    0);
            rows.addAll(cases.get(i).run(settings));
        }
        return rows;
    }
}
