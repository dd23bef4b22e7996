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
        List<Integer> droppedFree) {}
