package org.fprinciple.validate;

import org.ejml.data.DMatrixRMaj;
import org.fprinciple.net.Initialiser;
import org.fprinciple.problem.Parametrisation;

/** How well the biases cover the data: LFP takes their density as flat where the neurons' kinks are. */
final class Biases {
    private static final int NEURONS = 4096;
    private static final int SAMPLES = 64;
    /** Beyond it, the biases are what parts LFP from infinite width. */
    private static final double FLAT = 0.1;

    private Biases() {}

    /**
     * E |(p_b(w·x) + p_b(−w·x)) / (2 p_b(0)) − 1| over the law of w and the samples: 0 for biases that cover the data. Odd parts of
     * the density cancel under a symmetric law of w.
     */
    static double variation(Setting setting) {
        DMatrixRMaj x = setting.data().inputs();
        int d = x.numCols;
        double[] w = new double[NEURONS * d];
        new Initialiser(setting.law(), NEURONS, d, false, setting.seed(), 0)
                .read(0, NEURONS, new double[NEURONS], w, new double[NEURONS]);
        int some = Math.min(SAMPLES, x.numRows);
        double sum = 0;
        for (int q = 0; q < some; q++) {
            int i = (int) ((long) q * x.numRows / some);
            for (int j = 0; j < NEURONS; j++) {
                double kink = 0;
                for (int c = 0; c < d; c++) {
                    kink += x.get(i, c) * (setting.parametrisation() == Parametrisation.ZHANG2019 ? 1 : w[j * d + c]);
                }
                double even =
                        (setting.law().b().density(kink) + setting.law().b().density(-kink)) / 2;
                sum += Math.abs(even / setting.law().b().densityAtZero() - 1);
            }
        }
        return sum / some / NEURONS;
    }

    static boolean flat(Setting setting) {
        return variation(setting) <= FLAT;
    }
}
