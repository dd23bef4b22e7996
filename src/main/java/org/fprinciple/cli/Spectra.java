package org.fprinciple.cli;

/** The layout of spectra in files. */
final class Spectra {
    private Spectra() {}

    /**
     * ĝ as (modes, d) from the blocks ĥ, ĝ_1, …, ĝ_d of 2·modes numbers each.
     */
    static double[] gradientPart(double[] spectrum, int modes, int d) {
        double[] g = new double[2 * modes * d];
        for (int a = 0; a < d; a++) {
            for (int k = 0; k < modes; k++) {
                int from = 2 * ((1 + a) * modes + k);
                g[2 * (k * d + a)] = spectrum[from];
                g[2 * (k * d + a) + 1] = spectrum[from + 1];
            }
        }
        return g;
    }
}
