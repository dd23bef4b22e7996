package org.fprinciple.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.fprinciple.InvalidInputException;
import org.fprinciple.Progress;

/** The cases of {@code lfp bench WHAT}, in their order. */
public final class Bench {
    private final Settings settings;
    private final List<Case> cases;

    private Bench(Settings settings, List<Case> cases) {
        this.settings = settings;
        this.cases = cases;
    }

    /** Transforms, right-hand sides, eigenvectors and whole runs. */
    public static Bench solver(Settings settings) {
        List<Case> all = new ArrayList<>();
        all.addAll(FftCases.all(settings));
        all.addAll(NufftCases.all(settings));
        all.addAll(RhsCases.all(settings));
        all.addAll(DeviceCases.all(settings));
        all.addAll(EigenCases.all(settings));
        all.addAll(WholeRuns.all(settings));
        all.addAll(GrowthCases.all(settings));
        return new Bench(settings, all);
    }

    /** Steps of training. */
    public static Bench train(Settings settings) {
        return new Bench(settings, TrainCases.all(settings));
    }

    /**
     * Fewer cases.
     *
     * @param part of their names
     * @throws InvalidInputException if no case has it
     */
    public Bench only(String part) {
        List<Case> some =
                cases.stream().filter(c -> c.subject().name().contains(part)).toList();
        if (some.isEmpty()) {
            throw new InvalidInputException("--only " + part + " is in the name of no case: there are "
                    + String.join(
                            ", ",
                            cases.stream()
                                    .map(c -> c.subject().name())
                                    .distinct()
                                    .toList())
                    + ".");
        }
        return new Bench(settings, some);
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
