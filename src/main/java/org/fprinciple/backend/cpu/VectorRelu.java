package org.fprinciple.backend.cpu;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops for ReLU and one to three inputs by the Vector API: lanes are samples in the forward pass, where a, b and w of
 * one neuron are the same for all, and neurons in the backward pass, where x and r are. Written out for each d, since the
 * compiler keeps accumulators in registers only where each has a name of its own, and counts by long in the backward pass,
 * since it unrolls loops over int until the accumulators no longer fit. Compiled apart from the rest, and
 * loaded by name where the module jdk.incubator.vector is there.
 */
final class VectorRelu implements NeuronLoops {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final int LANES = F.length();
    private static final boolean TABLES = LANES == TabledSums.LANES;

    VectorRelu() {
        if (LANES < 4 || LANES > 16) {
            throw new IllegalStateException(F.vectorBitSize() + " bits are not provided for");
        }
    }

    @Override
    public String description() {
        return "Vector API, " + F.vectorBitSize() + " bits";
    }

    /** The integer maximum of the bits: negative floats are negative integers, and it takes one instruction. */
    private static FloatVector relu(FloatVector z) {
        return z.reinterpretAsInts().max(0).reinterpretAsFloats();
    }

    /** The same number in all lanes: from integers, since broadcasting a float takes an arithmetic unit of some processors. Not
     * for three inputs forward: there C2 passes its limit for inlining methods of ours, at six times the time. */
    private static FloatVector bits(int[] bits, int i) {
        return IntVector.broadcast(I, bits[i]).reinterpretAsFloats();
    }

    private static void copyBits(float[] from, int[] to, int count) {
        for (int j = 0; j < count; j += LANES) {
            FloatVector.fromArray(F, from, j).reinterpretAsInts().intoArray(to, j);
        }
    }

    @Override
    public boolean tabled() {
        return TABLES;
    }

    @Override
    public void multipliersSet(SampleBlock samples, int from, int to) {
        if (TABLES) {
            TabledSums.tabulate(samples, from, to);
            return;
        }
        int d = samples.q.length;
        for (int i = from; i < to; i++) {
            int multiplier = (2 * d + 1) * i + d;
            samples.rows[multiplier] = Float.floatToRawIntBits(samples.r[i]);
            for (int c = 0; c < d; c++) {
                samples.rows[multiplier + 1 + c] = Float.floatToRawIntBits(samples.q[c][i]);
            }
        }
    }

    @Override
    public void load(float[] theta, float[] delta, int place, int count, float[] to) {
        int j = 0;
        for (; j + LANES <= count; j += LANES) {
            FloatVector.fromArray(F, theta, place + j)
                    .add(FloatVector.fromArray(F, delta, place + j))
                    .intoArray(to, j);
        }
        for (; j < count; j++) {
            to[j] = theta[place + j] + delta[place + j];
        }
    }

    @Override
    public void move(float c, float[] u, float[] v, float[] theta, float[] delta, int place, int count, float[] to) {
        int j = 0;
        for (; j + LANES <= count; j += LANES) {
            FloatVector step = FloatVector.fromArray(F, v, j).mul(c).mul(FloatVector.fromArray(F, u, j));
            FloatVector moved = FloatVector.fromArray(F, delta, place + j).add(step);
            moved.intoArray(delta, place + j);
            FloatVector.fromArray(F, theta, place + j).add(moved).intoArray(to, j);
        }
        for (; j < count; j++) {
            delta[place + j] += c * v[j] * u[j];
            to[j] = theta[place + j] + delta[place + j];
        }
    }

    @Override
    public void forward(NeuronBlock block, int count, SampleBlock samples, OutputSums sums) {
        int vectors = samples.padded / LANES;
        // Sets of four and three vectors make up any number from six on.
        int threes = (4 - vectors % 4) % 4;
        if (3 * threes > vectors) {
            threes = vectors / 3;
        }
        copyBits(block.a, block.aBits, count);
        copyBits(block.b, block.bBits, count);
        for (int c = 0; c < block.w.length; c++) {
            copyBits(block.w[c], block.wBits[c], count);
        }
        for (int from = 0; from < count; from += NeuronBlock.UNIT) {
            int to = Math.min(count, from + NeuronBlock.UNIT);
            int i = 0;
            for (int k = 0; k < threes; k++, i += 3 * LANES) {
                three(block, from, to, samples, sums.fresh, i);
            }
            for (; i + 4 * LANES <= samples.padded; i += 4 * LANES) {
                four(block, from, to, samples, sums.fresh, i);
            }
            for (; i < samples.padded; i += LANES) {
                one(block, from, to, samples, sums.fresh, i);
            }
            carry(sums, samples.padded);
        }
    }

    /** {@link OutputSums#carry}. */
    private static void carry(OutputSums sums, int padded) {
        FloatVector zero = FloatVector.zero(F);
        for (int i = 0; i < padded; i += LANES) {
            FloatVector before = FloatVector.fromArray(F, sums.high, i);
            FloatVector term = FloatVector.fromArray(F, sums.fresh, i);
            FloatVector sum = before.add(term);
            FloatVector part = sum.sub(before);
            FloatVector rest = before.sub(sum.sub(part)).add(term.sub(part));
            FloatVector.fromArray(F, sums.low, i).add(rest).intoArray(sums.low, i);
            sum.intoArray(sums.high, i);
            zero.intoArray(sums.fresh, i);
        }
    }

    private static void three(NeuronBlock n, int from, int to, SampleBlock samples, float[] fresh, int i) {
        float[][] x = samples.x;
        switch (x.length) {
            case 1 -> forward1x3(from, to, n.aBits, n.bBits, n.wBits[0], x[0], fresh, i);
            case 2 -> forward2x3(from, to, n.aBits, n.bBits, n.wBits[0], n.wBits[1], x[0], x[1], fresh, i);
            default -> forward3x3(from, to, n.a, n.b, n.w[0], n.w[1], n.w[2], x[0], x[1], x[2], fresh, i);
        }
    }

    private static void four(NeuronBlock n, int from, int to, SampleBlock samples, float[] fresh, int i) {
        float[][] x = samples.x;
        switch (x.length) {
            case 1 -> forward1x4(from, to, n.aBits, n.bBits, n.wBits[0], x[0], fresh, i);
            case 2 -> forward2x4(from, to, n.aBits, n.bBits, n.wBits[0], n.wBits[1], x[0], x[1], fresh, i);
            default -> forward3x4(from, to, n.a, n.b, n.w[0], n.w[1], n.w[2], x[0], x[1], x[2], fresh, i);
        }
    }

    /** Few samples: not worth a loop for each d. */
    private static void one(NeuronBlock n, int from, int to, SampleBlock samples, float[] fresh, int i) {
        FloatVector f = FloatVector.fromArray(F, fresh, i);
        for (int j = from; j < to; j++) {
            FloatVector z = FloatVector.broadcast(F, n.b[j]);
            for (int c = 0; c < n.w.length; c++) {
                z = FloatVector.fromArray(F, samples.x[c], i).fma(FloatVector.broadcast(F, n.w[c][j]), z);
            }
            f = relu(z).fma(FloatVector.broadcast(F, n.a[j]), f);
        }
        f.intoArray(fresh, i);
    }

    @Override
    public void backward(NeuronBlock block, int count, SampleBlock samples) {
        int d = block.w.length;
        Arrays.fill(block.s, 0);
        for (int c = 0; c < d; c++) {
            Arrays.fill(block.t[c], 0);
        }
        for (int from = 0; from < samples.count; from += SampleBlock.UNIT) {
            int to = Math.min(samples.count, from + SampleBlock.UNIT);
            if (TABLES) {
                TabledSums.add(from, (to + 3) / 4 * 4, block, count, samples);
            } else {
                addByMasks(from, to, block, count, samples);
            }
        }
        // σ(z) = z where σ'(z) = 1.
        for (int j = 0; j < count; j += LANES) {
            FloatVector g = FloatVector.fromArray(F, block.b, j).mul(FloatVector.fromArray(F, block.s, j));
            for (int c = 0; c < d; c++) {
                g = FloatVector.fromArray(F, block.w[c], j).fma(FloatVector.fromArray(F, block.t[c], j), g);
            }
            g.intoArray(block.g, j);
        }
    }

    /** Adds the sums over samples from … to − 1 to s and t of the block. */
    private static void addByMasks(int from, int to, NeuronBlock block, int count, SampleBlock samples) {
        for (int j = 0; j < count; j += 2 * LANES) {
            switch (block.w.length) {
                case 1 -> backward1(from, to, block, samples, j);
                case 2 -> backward2(from, to, block, samples, j);
                default -> backward3(from, to, block, samples, j);
            }
        }
    }

    @Override
    public void tangent(NeuronBlock block, int count, SampleBlock samples, OutputSums sums) {
        for (int from = 0; from < count; from += NeuronBlock.UNIT) {
            int to = Math.min(count, from + NeuronBlock.UNIT);
            for (int i = 0; i < samples.padded; i += LANES) {
                switch (block.w.length) {
                    case 1 -> tangent1(from, to, block, samples, sums.fresh, i);
                    case 2 -> tangent2(from, to, block, samples, sums.fresh, i);
                    default -> tangent3(from, to, block, samples, sums.fresh, i);
                }
            }
            carry(sums, samples.padded);
        }
    }

    /** One input, 4 vectors of samples from i on. */
    private static void forward1x4(int from, int to, int[] a, int[] b, int[] w0, float[] x0, float[] fresh, int i) {
        FloatVector x0v0 = FloatVector.fromArray(F, x0, i + 0 * LANES);
        FloatVector f0 = FloatVector.fromArray(F, fresh, i + 0 * LANES);
        FloatVector x0v1 = FloatVector.fromArray(F, x0, i + 1 * LANES);
        FloatVector f1 = FloatVector.fromArray(F, fresh, i + 1 * LANES);
        FloatVector x0v2 = FloatVector.fromArray(F, x0, i + 2 * LANES);
        FloatVector f2 = FloatVector.fromArray(F, fresh, i + 2 * LANES);
        FloatVector x0v3 = FloatVector.fromArray(F, x0, i + 3 * LANES);
        FloatVector f3 = FloatVector.fromArray(F, fresh, i + 3 * LANES);
        for (int j = from; j < to; j++) {
            FloatVector outer = bits(a, j);
            FloatVector bias = bits(b, j);
            FloatVector inner0 = bits(w0, j);
            f0 = relu(inner0.fma(x0v0, bias)).fma(outer, f0);
            f1 = relu(inner0.fma(x0v1, bias)).fma(outer, f1);
            f2 = relu(inner0.fma(x0v2, bias)).fma(outer, f2);
            f3 = relu(inner0.fma(x0v3, bias)).fma(outer, f3);
        }
        f0.intoArray(fresh, i + 0 * LANES);
        f1.intoArray(fresh, i + 1 * LANES);
        f2.intoArray(fresh, i + 2 * LANES);
        f3.intoArray(fresh, i + 3 * LANES);
    }

    /** One input, 3 vectors of samples from i on. */
    private static void forward1x3(int from, int to, int[] a, int[] b, int[] w0, float[] x0, float[] fresh, int i) {
        FloatVector x0v0 = FloatVector.fromArray(F, x0, i + 0 * LANES);
        FloatVector f0 = FloatVector.fromArray(F, fresh, i + 0 * LANES);
        FloatVector x0v1 = FloatVector.fromArray(F, x0, i + 1 * LANES);
        FloatVector f1 = FloatVector.fromArray(F, fresh, i + 1 * LANES);
        FloatVector x0v2 = FloatVector.fromArray(F, x0, i + 2 * LANES);
        FloatVector f2 = FloatVector.fromArray(F, fresh, i + 2 * LANES);
        for (int j = from; j < to; j++) {
            FloatVector outer = bits(a, j);
            FloatVector bias = bits(b, j);
            FloatVector inner0 = bits(w0, j);
            f0 = relu(inner0.fma(x0v0, bias)).fma(outer, f0);
            f1 = relu(inner0.fma(x0v1, bias)).fma(outer, f1);
            f2 = relu(inner0.fma(x0v2, bias)).fma(outer, f2);
        }
        f0.intoArray(fresh, i + 0 * LANES);
        f1.intoArray(fresh, i + 1 * LANES);
        f2.intoArray(fresh, i + 2 * LANES);
    }

    /** One input, 2 vectors of neurons from j on, samples from … to − 1. */
    private static void backward1(int from, int to, NeuronBlock block, SampleBlock samples, int j) {
        int[] rows = samples.rows;
        FloatVector zero = FloatVector.zero(F);
        FloatVector b0 = FloatVector.fromArray(F, block.b, j + 0 * LANES);
        FloatVector s0 = zero;
        FloatVector w0v0 = FloatVector.fromArray(F, block.w[0], j + 0 * LANES);
        FloatVector t0v0 = zero;
        FloatVector b1 = FloatVector.fromArray(F, block.b, j + 1 * LANES);
        FloatVector s1 = zero;
        FloatVector w0v1 = FloatVector.fromArray(F, block.w[0], j + 1 * LANES);
        FloatVector t0v1 = zero;
        for (long k = (long) 3 * from; k < (long) 3 * to; k += 3) {
            int i = (int) k;
            FloatVector residual = bits(rows, i + 1);
            FloatVector input0 = bits(rows, i);
            FloatVector product0 = bits(rows, i + 2);
            VectorMask<Float> active0 = w0v0.fma(input0, b0).compare(VectorOperators.GT, zero);
            s0 = s0.add(residual, active0);
            t0v0 = t0v0.add(product0, active0);
            VectorMask<Float> active1 = w0v1.fma(input0, b1).compare(VectorOperators.GT, zero);
            s1 = s1.add(residual, active1);
            t0v1 = t0v1.add(product0, active1);
        }
        s0.add(FloatVector.fromArray(F, block.s, j + 0 * LANES)).intoArray(block.s, j + 0 * LANES);
        t0v0.add(FloatVector.fromArray(F, block.t[0], j + 0 * LANES)).intoArray(block.t[0], j + 0 * LANES);
        s1.add(FloatVector.fromArray(F, block.s, j + 1 * LANES)).intoArray(block.s, j + 1 * LANES);
        t0v1.add(FloatVector.fromArray(F, block.t[0], j + 1 * LANES)).intoArray(block.t[0], j + 1 * LANES);
    }

    /** One input, a vector of samples from i on. */
    private static void tangent1(int from, int to, NeuronBlock block, SampleBlock samples, float[] fresh, int i) {
        float[] w0 = block.w[0];
        float[] u0 = block.u[0];
        FloatVector x0 = FloatVector.fromArray(F, samples.x[0], i);
        float[] b = block.b;
        float[] p = block.p;
        float[] v = block.v;
        FloatVector zero = FloatVector.zero(F);
        FloatVector f = FloatVector.fromArray(F, fresh, i);
        for (int j = from; j < to; j++) {
            FloatVector z = FloatVector.broadcast(F, w0[j]).fma(x0, FloatVector.broadcast(F, b[j]));
            FloatVector slope = FloatVector.broadcast(F, u0[j]).fma(x0, FloatVector.broadcast(F, v[j]));
            f = f.add(z.fma(FloatVector.broadcast(F, p[j]), slope), z.compare(VectorOperators.GT, zero));
        }
        f.intoArray(fresh, i);
    }

    /** Two inputs, 4 vectors of samples from i on. */
    private static void forward2x4(
            int from, int to, int[] a, int[] b, int[] w0, int[] w1, float[] x0, float[] x1, float[] fresh, int i) {
        FloatVector x0v0 = FloatVector.fromArray(F, x0, i + 0 * LANES);
        FloatVector x1v0 = FloatVector.fromArray(F, x1, i + 0 * LANES);
        FloatVector f0 = FloatVector.fromArray(F, fresh, i + 0 * LANES);
        FloatVector x0v1 = FloatVector.fromArray(F, x0, i + 1 * LANES);
        FloatVector x1v1 = FloatVector.fromArray(F, x1, i + 1 * LANES);
        FloatVector f1 = FloatVector.fromArray(F, fresh, i + 1 * LANES);
        FloatVector x0v2 = FloatVector.fromArray(F, x0, i + 2 * LANES);
        FloatVector x1v2 = FloatVector.fromArray(F, x1, i + 2 * LANES);
        FloatVector f2 = FloatVector.fromArray(F, fresh, i + 2 * LANES);
        FloatVector x0v3 = FloatVector.fromArray(F, x0, i + 3 * LANES);
        FloatVector x1v3 = FloatVector.fromArray(F, x1, i + 3 * LANES);
        FloatVector f3 = FloatVector.fromArray(F, fresh, i + 3 * LANES);
        for (int j = from; j < to; j++) {
            FloatVector outer = bits(a, j);
            FloatVector bias = bits(b, j);
            FloatVector inner0 = bits(w0, j);
            FloatVector inner1 = bits(w1, j);
            f0 = relu(inner1.fma(x1v0, inner0.fma(x0v0, bias))).fma(outer, f0);
            f1 = relu(inner1.fma(x1v1, inner0.fma(x0v1, bias))).fma(outer, f1);
            f2 = relu(inner1.fma(x1v2, inner0.fma(x0v2, bias))).fma(outer, f2);
            f3 = relu(inner1.fma(x1v3, inner0.fma(x0v3, bias))).fma(outer, f3);
        }
        f0.intoArray(fresh, i + 0 * LANES);
        f1.intoArray(fresh, i + 1 * LANES);
        f2.intoArray(fresh, i + 2 * LANES);
        f3.intoArray(fresh, i + 3 * LANES);
    }

    /** Two inputs, 3 vectors of samples from i on. */
    private static void forward2x3(
            int from, int to, int[] a, int[] b, int[] w0, int[] w1, float[] x0, float[] x1, float[] fresh, int i) {
        FloatVector x0v0 = FloatVector.fromArray(F, x0, i + 0 * LANES);
        FloatVector x1v0 = FloatVector.fromArray(F, x1, i + 0 * LANES);
        FloatVector f0 = FloatVector.fromArray(F, fresh, i + 0 * LANES);
        FloatVector x0v1 = FloatVector.fromArray(F, x0, i + 1 * LANES);
        FloatVector x1v1 = FloatVector.fromArray(F, x1, i + 1 * LANES);
        FloatVector f1 = FloatVector.fromArray(F, fresh, i + 1 * LANES);
        FloatVector x0v2 = FloatVector.fromArray(F, x0, i + 2 * LANES);
        FloatVector x1v2 = FloatVector.fromArray(F, x1, i + 2 * LANES);
        FloatVector f2 = FloatVector.fromArray(F, fresh, i + 2 * LANES);
        for (int j = from; j < to; j++) {
            FloatVector outer = bits(a, j);
            FloatVector bias = bits(b, j);
            FloatVector inner0 = bits(w0, j);
            FloatVector inner1 = bits(w1, j);
            f0 = relu(inner1.fma(x1v0, inner0.fma(x0v0, bias))).fma(outer, f0);
            f1 = relu(inner1.fma(x1v1, inner0.fma(x0v1, bias))).fma(outer, f1);
            f2 = relu(inner1.fma(x1v2, inner0.fma(x0v2, bias))).fma(outer, f2);
        }
        f0.intoArray(fresh, i + 0 * LANES);
        f1.intoArray(fresh, i + 1 * LANES);
        f2.intoArray(fresh, i + 2 * LANES);
    }

    /** Two inputs, 2 vectors of neurons from j on, samples from … to − 1. */
    private static void backward2(int from, int to, NeuronBlock block, SampleBlock samples, int j) {
        int[] rows = samples.rows;
        FloatVector zero = FloatVector.zero(F);
        FloatVector b0 = FloatVector.fromArray(F, block.b, j + 0 * LANES);
        FloatVector s0 = zero;
        FloatVector w0v0 = FloatVector.fromArray(F, block.w[0], j + 0 * LANES);
        FloatVector t0v0 = zero;
        FloatVector w1v0 = FloatVector.fromArray(F, block.w[1], j + 0 * LANES);
        FloatVector t1v0 = zero;
        FloatVector b1 = FloatVector.fromArray(F, block.b, j + 1 * LANES);
        FloatVector s1 = zero;
        FloatVector w0v1 = FloatVector.fromArray(F, block.w[0], j + 1 * LANES);
        FloatVector t0v1 = zero;
        FloatVector w1v1 = FloatVector.fromArray(F, block.w[1], j + 1 * LANES);
        FloatVector t1v1 = zero;
        for (long k = (long) 5 * from; k < (long) 5 * to; k += 5) {
            int i = (int) k;
            FloatVector residual = bits(rows, i + 2);
            FloatVector input0 = bits(rows, i);
            FloatVector product0 = bits(rows, i + 3);
            FloatVector input1 = bits(rows, i + 1);
            FloatVector product1 = bits(rows, i + 4);
            VectorMask<Float> active0 = w1v0.fma(input1, w0v0.fma(input0, b0)).compare(VectorOperators.GT, zero);
            s0 = s0.add(residual, active0);
            t0v0 = t0v0.add(product0, active0);
            t1v0 = t1v0.add(product1, active0);
            VectorMask<Float> active1 = w1v1.fma(input1, w0v1.fma(input0, b1)).compare(VectorOperators.GT, zero);
            s1 = s1.add(residual, active1);
            t0v1 = t0v1.add(product0, active1);
            t1v1 = t1v1.add(product1, active1);
        }
        s0.add(FloatVector.fromArray(F, block.s, j + 0 * LANES)).intoArray(block.s, j + 0 * LANES);
        t0v0.add(FloatVector.fromArray(F, block.t[0], j + 0 * LANES)).intoArray(block.t[0], j + 0 * LANES);
        t1v0.add(FloatVector.fromArray(F, block.t[1], j + 0 * LANES)).intoArray(block.t[1], j + 0 * LANES);
        s1.add(FloatVector.fromArray(F, block.s, j + 1 * LANES)).intoArray(block.s, j + 1 * LANES);
        t0v1.add(FloatVector.fromArray(F, block.t[0], j + 1 * LANES)).intoArray(block.t[0], j + 1 * LANES);
        t1v1.add(FloatVector.fromArray(F, block.t[1], j + 1 * LANES)).intoArray(block.t[1], j + 1 * LANES);
    }

    /** Two inputs, a vector of samples from i on. */
    private static void tangent2(int from, int to, NeuronBlock block, SampleBlock samples, float[] fresh, int i) {
        float[] w0 = block.w[0];
        float[] u0 = block.u[0];
        FloatVector x0 = FloatVector.fromArray(F, samples.x[0], i);
        float[] w1 = block.w[1];
        float[] u1 = block.u[1];
        FloatVector x1 = FloatVector.fromArray(F, samples.x[1], i);
        float[] b = block.b;
        float[] p = block.p;
        float[] v = block.v;
        FloatVector zero = FloatVector.zero(F);
        FloatVector f = FloatVector.fromArray(F, fresh, i);
        for (int j = from; j < to; j++) {
            FloatVector z = FloatVector.broadcast(F, w1[j])
                    .fma(x1, FloatVector.broadcast(F, w0[j]).fma(x0, FloatVector.broadcast(F, b[j])));
            FloatVector slope = FloatVector.broadcast(F, u1[j])
                    .fma(x1, FloatVector.broadcast(F, u0[j]).fma(x0, FloatVector.broadcast(F, v[j])));
            f = f.add(z.fma(FloatVector.broadcast(F, p[j]), slope), z.compare(VectorOperators.GT, zero));
        }
        f.intoArray(fresh, i);
    }

    /** Three inputs, 4 vectors of samples from i on. */
    private static void forward3x4(
            int from,
            int to,
            float[] a,
            float[] b,
            float[] w0,
            float[] w1,
            float[] w2,
            float[] x0,
            float[] x1,
            float[] x2,
            float[] fresh,
            int i) {
        FloatVector x0v0 = FloatVector.fromArray(F, x0, i + 0 * LANES);
        FloatVector x1v0 = FloatVector.fromArray(F, x1, i + 0 * LANES);
        FloatVector x2v0 = FloatVector.fromArray(F, x2, i + 0 * LANES);
        FloatVector f0 = FloatVector.fromArray(F, fresh, i + 0 * LANES);
        FloatVector x0v1 = FloatVector.fromArray(F, x0, i + 1 * LANES);
        FloatVector x1v1 = FloatVector.fromArray(F, x1, i + 1 * LANES);
        FloatVector x2v1 = FloatVector.fromArray(F, x2, i + 1 * LANES);
        FloatVector f1 = FloatVector.fromArray(F, fresh, i + 1 * LANES);
        FloatVector x0v2 = FloatVector.fromArray(F, x0, i + 2 * LANES);
        FloatVector x1v2 = FloatVector.fromArray(F, x1, i + 2 * LANES);
        FloatVector x2v2 = FloatVector.fromArray(F, x2, i + 2 * LANES);
        FloatVector f2 = FloatVector.fromArray(F, fresh, i + 2 * LANES);
        FloatVector x0v3 = FloatVector.fromArray(F, x0, i + 3 * LANES);
        FloatVector x1v3 = FloatVector.fromArray(F, x1, i + 3 * LANES);
        FloatVector x2v3 = FloatVector.fromArray(F, x2, i + 3 * LANES);
        FloatVector f3 = FloatVector.fromArray(F, fresh, i + 3 * LANES);
        for (int j = from; j < to; j++) {
            FloatVector outer = FloatVector.broadcast(F, a[j]);
            FloatVector bias = FloatVector.broadcast(F, b[j]);
            FloatVector inner0 = FloatVector.broadcast(F, w0[j]);
            FloatVector inner1 = FloatVector.broadcast(F, w1[j]);
            FloatVector inner2 = FloatVector.broadcast(F, w2[j]);
            f0 = relu(inner2.fma(x2v0, inner1.fma(x1v0, inner0.fma(x0v0, bias))))
                    .fma(outer, f0);
            f1 = relu(inner2.fma(x2v1, inner1.fma(x1v1, inner0.fma(x0v1, bias))))
                    .fma(outer, f1);
            f2 = relu(inner2.fma(x2v2, inner1.fma(x1v2, inner0.fma(x0v2, bias))))
                    .fma(outer, f2);
            f3 = relu(inner2.fma(x2v3, inner1.fma(x1v3, inner0.fma(x0v3, bias))))
                    .fma(outer, f3);
        }
        f0.intoArray(fresh, i + 0 * LANES);
        f1.intoArray(fresh, i + 1 * LANES);
        f2.intoArray(fresh, i + 2 * LANES);
        f3.intoArray(fresh, i + 3 * LANES);
    }

    /** Three inputs, 3 vectors of samples from i on. */
    private static void forward3x3(
            int from,
            int to,
            float[] a,
            float[] b,
            float[] w0,
            float[] w1,
            float[] w2,
            float[] x0,
            float[] x1,
            float[] x2,
            float[] fresh,
            int i) {
        FloatVector x0v0 = FloatVector.fromArray(F, x0, i + 0 * LANES);
        FloatVector x1v0 = FloatVector.fromArray(F, x1, i + 0 * LANES);
        FloatVector x2v0 = FloatVector.fromArray(F, x2, i + 0 * LANES);
        FloatVector f0 = FloatVector.fromArray(F, fresh, i + 0 * LANES);
        FloatVector x0v1 = FloatVector.fromArray(F, x0, i + 1 * LANES);
        FloatVector x1v1 = FloatVector.fromArray(F, x1, i + 1 * LANES);
        FloatVector x2v1 = FloatVector.fromArray(F, x2, i + 1 * LANES);
        FloatVector f1 = FloatVector.fromArray(F, fresh, i + 1 * LANES);
        FloatVector x0v2 = FloatVector.fromArray(F, x0, i + 2 * LANES);
        FloatVector x1v2 = FloatVector.fromArray(F, x1, i + 2 * LANES);
        FloatVector x2v2 = FloatVector.fromArray(F, x2, i + 2 * LANES);
        FloatVector f2 = FloatVector.fromArray(F, fresh, i + 2 * LANES);
        for (int j = from; j < to; j++) {
            FloatVector outer = FloatVector.broadcast(F, a[j]);
            FloatVector bias = FloatVector.broadcast(F, b[j]);
            FloatVector inner0 = FloatVector.broadcast(F, w0[j]);
            FloatVector inner1 = FloatVector.broadcast(F, w1[j]);
            FloatVector inner2 = FloatVector.broadcast(F, w2[j]);
            f0 = relu(inner2.fma(x2v0, inner1.fma(x1v0, inner0.fma(x0v0, bias))))
                    .fma(outer, f0);
            f1 = relu(inner2.fma(x2v1, inner1.fma(x1v1, inner0.fma(x0v1, bias))))
                    .fma(outer, f1);
            f2 = relu(inner2.fma(x2v2, inner1.fma(x1v2, inner0.fma(x0v2, bias))))
                    .fma(outer, f2);
        }
        f0.intoArray(fresh, i + 0 * LANES);
        f1.intoArray(fresh, i + 1 * LANES);
        f2.intoArray(fresh, i + 2 * LANES);
    }

    /** Three inputs, 2 vectors of neurons from j on, samples from … to − 1. */
    private static void backward3(int from, int to, NeuronBlock block, SampleBlock samples, int j) {
        int[] rows = samples.rows;
        FloatVector zero = FloatVector.zero(F);
        FloatVector b0 = FloatVector.fromArray(F, block.b, j + 0 * LANES);
        FloatVector s0 = zero;
        FloatVector w0v0 = FloatVector.fromArray(F, block.w[0], j + 0 * LANES);
        FloatVector t0v0 = zero;
        FloatVector w1v0 = FloatVector.fromArray(F, block.w[1], j + 0 * LANES);
        FloatVector t1v0 = zero;
        FloatVector w2v0 = FloatVector.fromArray(F, block.w[2], j + 0 * LANES);
        FloatVector t2v0 = zero;
        FloatVector b1 = FloatVector.fromArray(F, block.b, j + 1 * LANES);
        FloatVector s1 = zero;
        FloatVector w0v1 = FloatVector.fromArray(F, block.w[0], j + 1 * LANES);
        FloatVector t0v1 = zero;
        FloatVector w1v1 = FloatVector.fromArray(F, block.w[1], j + 1 * LANES);
        FloatVector t1v1 = zero;
        FloatVector w2v1 = FloatVector.fromArray(F, block.w[2], j + 1 * LANES);
        FloatVector t2v1 = zero;
        for (long k = (long) 7 * from; k < (long) 7 * to; k += 7) {
            int i = (int) k;
            FloatVector residual = bits(rows, i + 3);
            FloatVector input0 = bits(rows, i);
            FloatVector product0 = bits(rows, i + 4);
            FloatVector input1 = bits(rows, i + 1);
            FloatVector product1 = bits(rows, i + 5);
            FloatVector input2 = bits(rows, i + 2);
            FloatVector product2 = bits(rows, i + 6);
            VectorMask<Float> active0 =
                    w2v0.fma(input2, w1v0.fma(input1, w0v0.fma(input0, b0))).compare(VectorOperators.GT, zero);
            s0 = s0.add(residual, active0);
            t0v0 = t0v0.add(product0, active0);
            t1v0 = t1v0.add(product1, active0);
            t2v0 = t2v0.add(product2, active0);
            VectorMask<Float> active1 =
                    w2v1.fma(input2, w1v1.fma(input1, w0v1.fma(input0, b1))).compare(VectorOperators.GT, zero);
            s1 = s1.add(residual, active1);
            t0v1 = t0v1.add(product0, active1);
            t1v1 = t1v1.add(product1, active1);
            t2v1 = t2v1.add(product2, active1);
        }
        s0.add(FloatVector.fromArray(F, block.s, j + 0 * LANES)).intoArray(block.s, j + 0 * LANES);
        t0v0.add(FloatVector.fromArray(F, block.t[0], j + 0 * LANES)).intoArray(block.t[0], j + 0 * LANES);
        t1v0.add(FloatVector.fromArray(F, block.t[1], j + 0 * LANES)).intoArray(block.t[1], j + 0 * LANES);
        t2v0.add(FloatVector.fromArray(F, block.t[2], j + 0 * LANES)).intoArray(block.t[2], j + 0 * LANES);
        s1.add(FloatVector.fromArray(F, block.s, j + 1 * LANES)).intoArray(block.s, j + 1 * LANES);
        t0v1.add(FloatVector.fromArray(F, block.t[0], j + 1 * LANES)).intoArray(block.t[0], j + 1 * LANES);
        t1v1.add(FloatVector.fromArray(F, block.t[1], j + 1 * LANES)).intoArray(block.t[1], j + 1 * LANES);
        t2v1.add(FloatVector.fromArray(F, block.t[2], j + 1 * LANES)).intoArray(block.t[2], j + 1 * LANES);
    }

    /** Three inputs, a vector of samples from i on. */
    private static void tangent3(int from, int to, NeuronBlock block, SampleBlock samples, float[] fresh, int i) {
        float[] w0 = block.w[0];
        float[] u0 = block.u[0];
        FloatVector x0 = FloatVector.fromArray(F, samples.x[0], i);
        float[] w1 = block.w[1];
        float[] u1 = block.u[1];
        FloatVector x1 = FloatVector.fromArray(F, samples.x[1], i);
        float[] w2 = block.w[2];
        float[] u2 = block.u[2];
        FloatVector x2 = FloatVector.fromArray(F, samples.x[2], i);
        float[] b = block.b;
        float[] p = block.p;
        float[] v = block.v;
        FloatVector zero = FloatVector.zero(F);
        FloatVector f = FloatVector.fromArray(F, fresh, i);
        for (int j = from; j < to; j++) {
            FloatVector z = FloatVector.broadcast(F, w2[j])
                    .fma(
                            x2,
                            FloatVector.broadcast(F, w1[j])
                                    .fma(x1, FloatVector.broadcast(F, w0[j]).fma(x0, FloatVector.broadcast(F, b[j]))));
            FloatVector slope = FloatVector.broadcast(F, u2[j])
                    .fma(
                            x2,
                            FloatVector.broadcast(F, u1[j])
                                    .fma(x1, FloatVector.broadcast(F, u0[j]).fma(x0, FloatVector.broadcast(F, v[j]))));
            f = f.add(z.fma(FloatVector.broadcast(F, p[j]), slope), z.compare(VectorOperators.GT, zero));
        }
        f.intoArray(fresh, i);
    }
}
