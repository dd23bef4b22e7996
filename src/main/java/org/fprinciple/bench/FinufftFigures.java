package org.fprinciple.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * What FINUFFT takes, by measurements on another machine: Debian has no package of it.
 *
 * <p>In multiples of FFTW's complex transform of 2048² on the same machine, type 1, d = 2, n = 1e6 points, 1024² modes;
 * and in milliseconds, FINUFFT 2.5.1, 2 cores of an AMD EPYC (the small problem: 1 thread), types 1 and 2.
 */
final class FinufftFigures {
    /** The peer of which the multiples are. */
    static final String FFTW_2048 = "FFTW, complex 2048²";

    private static final String BY_FFTW = "FINUFFT, by multiples of FFTW";
    private static final String ELSEWHERE = "FINUFFT 2.5.1, another machine";

    private FinufftFigures() {}

    static List<Reference> of(String problem, int type, double tolerance) {
        boolean tight = tolerance < 1e-9;
        List<Reference> references = new ArrayList<>();
        if (problem.equals("2d") && type == 1) {
            references.add(new Reference(BY_FFTW, tight ? 4.9 : 2.1, FFTW_2048));
        }
        double[] ms =
                switch (problem) {
                    case "1d" -> new double[] {33, 43, 45, 83};
                    case "2d" -> new double[] {39, 53, 90, 101};
                    case "3d" -> new double[] {313, 293, 672, 888};
                    default -> new double[] {2.3, 1.9, 5.7, 5.4};
                };
        references.add(new Reference(ELSEWHERE, ms[(tight ? 2 : 0) + type - 1], null));
        return references;
    }
}
