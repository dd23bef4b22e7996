package org.fprinciple.net;

import org.fprinciple.InvalidInputException;
import org.fprinciple.backend.NeuronSource;
import org.fprinciple.problem.InitLaw;
import org.fprinciple.problem.ParameterLaw;

/**
 * Draws a net from a law. Seed, replica and neuron fix each parameter, on any device and for any number of threads; a net of
 * other width shares the neurons that both have. Values are float32 numbers.
 *
 * @param law the laws of a, of each coordinate of w, and of b
 * @param width m
 * @param dimension d
 * @param antisymmetric whether neurons 2j and 2j+1 share w and b and have a of opposite sign, so that the net is 0 at the
 *     start (Zhang, Xu, Luo and Ma, arXiv:1905.07777)
 * @param seed the key of the generator
 * @param replica which of several nets, from 0
 */
public record Initialiser(InitLaw law, int width, int dimension, boolean antisymmetric, long seed, int replica)
        implements NeuronSource {
    /** Recorded with every net. */
    public static final String GENERATOR = Philox.NAME;
    /** The purpose of these numbers, apart from those of {@link Batches}. */
    private static final int PURPOSE = 0x6c6670;

    public Initialiser {
        if (width < 1) {
            throw new InvalidInputException("A net of width " + width + " is refused: at least 1 neuron is needed.");
        }
        if (antisymmetric && width % 2 != 0) {
            throw new InvalidInputException(
                    "An antisymmetric net has its neurons in pairs: --width must be even, but it is " + width + ".");
        }
    }

    @Override
    public void read(int from, int count, double[] a, double[] w, double[] b) {
        int[] counter = new int[4];
        for (int j = 0; j < count; j++) {
            int neuron = antisymmetric ? (from + j) / 2 : from + j;
            double sign = antisymmetric && (from + j) % 2 == 1 ? -1 : 1;
            a[j] = sign * draw(law.a(), neuron, 0, counter);
            b[j] = draw(law.b(), neuron, 1, counter);
            for (int c = 0; c < dimension; c++) {
                w[j * dimension + c] = draw(law.w(), neuron, 2 + c, counter);
            }
        }
    }

    private double draw(ParameterLaw of, int neuron, int parameter, int[] counter) {
        counter[0] = neuron;
        counter[1] = parameter;
        counter[2] = replica;
        counter[3] = PURPOSE;
        Philox.words(counter, seed);
        double u = Philox.uniform(counter[0], counter[1]);
        if (of instanceof ParameterLaw.Normal normal) {
            // Box and Muller's first number; StrictMath has the same bits everywhere.
            double angle = 2 * Math.PI * Philox.uniform(counter[2], counter[3]);
            double standard = Math.sqrt(-2 * StrictMath.log(u)) * StrictMath.cos(angle);
            return (float) (normal.mean() + normal.sigma() * standard);
        }
        return (float) (((ParameterLaw.Uniform) of).halfWidth() * (2 * u - 1));
    }
}
