package org.fprinciple.solution;

import java.util.List;

/**
 * How a result was found.
 *
 * @param method the method
 * @param why why it was chosen
 * @param library the linear algebra that did the work
 * @param iterations its iterations (steps of refinement for a direct method)
 * @param toleranceRequested what was asked
 * @param toleranceReached what was measured on the result
 * @param status how it ended
 * @param droppedFree indices of free functions that depend on others on these samples
 */
public record SolveStatistics(
        String method,
        String why,
        String library,
        int iterations,
        double toleranceRequested,
        double toleranceReached,
        SolveStatus status,
        List<Integer> droppedFree) {

    /**
     * The status that a measured tolerance means.
     *
     * @param rankDeficient whether the kernel matrix has a null space on the samples
     */
    public static SolveStatus status(double requested, double reached, boolean rankDeficient) {
        if (reached <= requested) {
            return SolveStatus.CONVERGED;
        }
        return rankDeficient && reached > 1e-6 ? SolveStatus.NOT_INTERPOLABLE : SolveStatus.TOLERANCE_NOT_REACHED;
    }
}
