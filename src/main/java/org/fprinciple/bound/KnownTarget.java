package org.fprinciple.bound;

import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.math3.complex.Complex;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.problem.Normalisation;
import org.fprinciple.problem.Spectrum;
import org.fprinciple.problem.Target;

/**
 * A target of the zoo as the theory sees it: f(z) = (F(centre + scale z) − targetCentre)/targetScale, known on the region
 * that its samples are drawn from.
 *
 * @param target F, user's units
 * @param map the normalisation of the data
 * @param from the lower end of the samples' domain on every axis, user's units
 * @param to its upper end
 */
public record KnownTarget(Target target, Normalisation map, double from, double to) {
    /** d. */
    public int dimension() {
        return map.dimension();
    }

    /** Where the samples are drawn from. */
    public Region region() {
        int d = dimension();
        double[] lower = new double[d];
        double[] upper = new double[d];
        for (int c = 0; c < d; c++) {
            lower[c] = (from - map.centre()[c]) / map.scale()[c];
            upper[c] = (to - map.centre()[c]) / map.scale()[c];
        }
        return new Region(lower, upper);
    }

    /** Where f' jumps, theory's units; d = 1. */
    double[] kinks() {
        return java.util.Arrays.stream(target.kinks())
                .map(x -> (x - map.centre()[0]) / map.scale()[0])
                .toArray();
    }

    /** f at the rows of z (n, d). */
    public double[] at(DMatrixRMaj z) {
        DMatrixRMaj user = map.inputsToUser(z);
        double[] values = new double[z.numRows];
        for (int i = 0; i < values.length; i++) {
            double[] point = java.util.Arrays.copyOfRange(user.data, i * user.numCols, (i + 1) * user.numCols);
            values[i] = map.targetToUnit(target.function().value(point));
        }
        return values;
    }

    /** The lines of f's spectrum by frequency, those of one frequency summed, the constant at 0 included; d = 1. */
    Map<Double, Complex> lines() {
        double c = map.centre()[0];
        double s = map.scale()[0];
        Map<Double, Complex> lines = new TreeMap<>();
        lines.put(0.0, new Complex(-map.targetCentre() / map.targetScale(), 0));
        for (Spectrum.Line line : target.spectrum().lines()) {
            double phase = 2 * Math.PI * line.frequency() * c;
            Complex amplitude = line.amplitude()
                    .multiply(new Complex(Math.cos(phase), Math.sin(phase)))
                    .divide(map.targetScale());
            lines.merge(line.frequency() * s, amplitude, Complex::add);
        }
        return lines;
    }

    /** |f̂(ξ)|² of the density at ξ (d), theory's units. */
    double power(double[] xi) {
        Spectrum.Density density =
                java.util.Objects.requireNonNull(target.spectrum().density());
        double[] user = new double[xi.length];
        double volume = 1;
        for (int c = 0; c < xi.length; c++) {
            user[c] = xi[c] / map.scale()[c];
            volume *= map.scale()[c];
        }
        double size = density.at(user).abs() / (volume * map.targetScale());
        return size * size;
    }
}
