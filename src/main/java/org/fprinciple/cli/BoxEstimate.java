package org.fprinciple.cli;

import java.util.Locale;
import org.fprinciple.InvalidInputException;
import org.fprinciple.backend.Backend;
import org.fprinciple.operator.BoxKernel;
import org.fprinciple.operator.LfpOperator;
import org.fprinciple.operator.ModeGrid;
import org.fprinciple.solver.BoxSide;
import org.jspecify.annotations.Nullable;

/** What a box costs against R^d, told from the data at hand: for run.json, and said with every box result. */
final class BoxEstimate {
    private BoxEstimate() {}

    /** What the side costs. */
    interface Side {
        double of(BoxSide side, ModeGrid grid);
    }

    /**
     * Puts {@code box_cutoff_error} and {@code box_side_error} among the results.
     *
     * @param spectrum of h − h_ini
     * @param sizeOfH root mean square of h − h_ini over the evaluation points, normalised units
     */
    static void tell(
            Problem problem,
            BoxKernel box,
            double[] spectrum,
            double sizeOfH,
            Side side,
            Backend backend,
            Manifest manifest,
            Log log) {
        double cutoff = sizeOfH == 0 ? 0 : box.truncation().cutoffError(spectrum) / sizeOfH;
        manifest.results().put("box_cutoff_error", cutoff);
        LfpOperator operator = problem.operator();
        Double wide = operator == null ? null : side(problem, operator, box.grid(), side, backend);
        if (wide == null) {
            log.say(String.format(
                    Locale.ROOT, "against R^d the modes beyond the box's grid cost about %.1g of h", cutoff));
            return;
        }
        manifest.results().put("box_side_error", wide);
        log.say(String.format(
                Locale.ROOT,
                "against R^d the side of the box costs about %.1g of h, the modes beyond its grid about %.1g (estimates"
                        + " from these data)",
                wide,
                cutoff));
        double wanted = problem.boxTolerance();
        if (wide + cutoff > wanted) {
            log.say(String.format(
                    Locale.ROOT,
                    "that is more than --box-tol %.1g: take a wider box or more modes (--domain box:L --modes N), or --domain"
                            + " space",
                    wanted));
        }
    }

    private static @Nullable Double side(
            Problem problem, LfpOperator operator, ModeGrid grid, Side side, Backend backend) {
        try {
            BoxSide some = BoxSide.of(
                    operator,
                    problem.data(),
                    problem.size(),
                    problem.evaluation().unit(),
                    problem.start(),
                    backend);
            return side.of(some, grid);
        } catch (InvalidInputException e) {
            // Too few samples to tell, or a kernel that is indefinite on a wider box: no estimate is no failure.
            return null;
        }
    }
}
