package org.fprinciple.backend.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The sums over samples of the gradient of ReLU nets, four samples at a time, by vectors of 512 bits: which of the four activate a
 * neuron is a number of four bits, one lane each, by which one instruction finds the sum over them in a table of the sixteen sums that
 * there are (theory-notes/training.md §2). The bits are the signs of −z, so that σ'(0) = 0: b and w
 * of the loops are negated, and 0 − b is never −0.
 *
 * <p>Calls of the Vector API stand in the loops themselves: past some number of nodes C2 still inlines those, but no method of ours.
 */
final class TabledSums {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_512;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_512;
    static final int LANES = 16;
    private static final int FOUR = 4;

    /** The subsets, numbers of 0 to 15, that have the first, second, third and fourth sample in them. */
    private static final VectorMask<Float> A = VectorMask.fromLong(F, 0b1010101010101010);

    private static final VectorMask<Float> B = VectorMask.fromLong(F, 0b1100110011001100);
    private static final VectorMask<Float> C = VectorMask.fromLong(F, 0b1111000011110000);
    private static final VectorMask<Float> D = VectorMask.fromLong(F, 0b1111111100000000);

    private TabledSums() {}

    /** Writes the tables of r and q of samples from … to − 1, where from is a multiple of four. */
    static void tabulate(SampleBlock samples, int from, int to) {
        int stride = LANES * (samples.q.length + 1);
        for (int i = from; i < to; i += FOUR) {
            int table = i / FOUR * stride;
            tabulate(samples.r, i, samples.tables, table);
            for (int c = 0; c < samples.q.length; c++) {
                tabulate(samples.q[c], i, samples.tables, table + LANES * (c + 1));
            }
        }
    }

    /** Behind the last sample all is 0. */
    private static void tabulate(float[] values, int i, int[] tables, int table) {
        FloatVector.zero(F)
                .add(values[i], A)
                .add(values[i + 1], B)
                .add(values[i + 2], C)
                .add(values[i + 3], D)
                .reinterpretAsInts()
                .intoArray(tables, table);
    }

    /** Adds the sums over samples from … to − 1, where both are multiples of four, to s and t of the block. */
    static void add(int from, int to, NeuronBlock block, int count, SampleBlock samples) {
        // As many neurons at once as registers allow and is fastest.
        switch (block.w.length) {
            case 1 -> {
                for (int j = 0; j < count; j += 4 * LANES) {
                    sums1(from, to, block, samples, j);
                }
            }
            case 2 -> {
                for (int j = 0; j < count; j += LANES) {
                    sums2(from, to, block, samples, j);
                }
            }
            default -> {
                for (int j = 0; j < count; j += 2 * LANES) {
                    sums3(from, to, block, samples, j);
                }
            }
        }
    }

    /** One input, 4 vectors of neurons from j on. */
    private static void sums1(int from, int to, NeuronBlock block, SampleBlock samples, int j) {
        int[] rows = samples.rows;
        int[] tables = samples.tables;
        FloatVector zero = FloatVector.zero(F);
        FloatVector b0 = zero.sub(FloatVector.fromArray(F, block.b, j + 0 * LANES));
        FloatVector s0 = zero;
        FloatVector w0v0 = FloatVector.fromArray(F, block.w[0], j + 0 * LANES).neg();
        FloatVector t0v0 = zero;
        FloatVector b1 = zero.sub(FloatVector.fromArray(F, block.b, j + 1 * LANES));
        FloatVector s1 = zero;
        FloatVector w0v1 = FloatVector.fromArray(F, block.w[0], j + 1 * LANES).neg();
        FloatVector t0v1 = zero;
        FloatVector b2 = zero.sub(FloatVector.fromArray(F, block.b, j + 2 * LANES));
        FloatVector s2 = zero;
        FloatVector w0v2 = FloatVector.fromArray(F, block.w[0], j + 2 * LANES).neg();
        FloatVector t0v2 = zero;
        FloatVector b3 = zero.sub(FloatVector.fromArray(F, block.b, j + 3 * LANES));
        FloatVector s3 = zero;
        FloatVector w0v3 = FloatVector.fromArray(F, block.w[0], j + 3 * LANES).neg();
        FloatVector t0v3 = zero;
        for (long k = from / FOUR; k < to / FOUR; k++) {
            int i = (int) k * 12;
            int table = (int) k * 32;
            FloatVector x0a = IntVector.broadcast(I, rows[i]).reinterpretAsFloats();
            IntVector active0 = w0v0.fma(x0a, b0).reinterpretAsInts().lanewise(VectorOperators.LSHR, 31);
            IntVector active1 = w0v1.fma(x0a, b1).reinterpretAsInts().lanewise(VectorOperators.LSHR, 31);
            IntVector active2 = w0v2.fma(x0a, b2).reinterpretAsInts().lanewise(VectorOperators.LSHR, 31);
            IntVector active3 = w0v3.fma(x0a, b3).reinterpretAsInts().lanewise(VectorOperators.LSHR, 31);
            FloatVector x0b = IntVector.broadcast(I, rows[i + 3]).reinterpretAsFloats();
            active0 = active0.or(w0v0.fma(x0b, b0)
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 30)
                    .and(2));
            active1 = active1.or(w0v1.fma(x0b, b1)
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 30)
                    .and(2));
            active2 = active2.or(w0v2.fma(x0b, b2)
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 30)
                    .and(2));
            active3 = active3.or(w0v3.fma(x0b, b3)
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 30)
                    .and(2));
            FloatVector x0c = IntVector.broadcast(I, rows[i + 6]).reinterpretAsFloats();
            active0 = active0.or(w0v0.fma(x0c, b0)
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 29)
                    .and(4));
            active1 = active1.or(w0v1.fma(x0c, b1)
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 29)
                    .and(4));
            active2 = active2.or(w0v2.fma(x0c, b2)
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 29)
                    .and(4));
            active3 = active3.or(w0v3.fma(x0c, b3)
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 29)
                    .and(4));
            FloatVector x0d = IntVector.broadcast(I, rows[i + 9]).reinterpretAsFloats();
            active0 = active0.or(w0v0.fma(x0d, b0)
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 28)
                    .and(8));
            active1 = active1.or(w0v1.fma(x0d, b1)
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 28)
                    .and(8));
            active2 = active2.or(w0v2.fma(x0d, b2)
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 28)
                    .and(8));
            active3 = active3.or(w0v3.fma(x0d, b3)
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 28)
                    .and(8));
            IntVector r = IntVector.fromArray(I, tables, table);
            IntVector q0 = IntVector.fromArray(I, tables, table + 16);
            s0 = s0.add(active0.selectFrom(r).reinterpretAsFloats());
            t0v0 = t0v0.add(active0.selectFrom(q0).reinterpretAsFloats());
            s1 = s1.add(active1.selectFrom(r).reinterpretAsFloats());
            t0v1 = t0v1.add(active1.selectFrom(q0).reinterpretAsFloats());
            s2 = s2.add(active2.selectFrom(r).reinterpretAsFloats());
            t0v2 = t0v2.add(active2.selectFrom(q0).reinterpretAsFloats());
            s3 = s3.add(active3.selectFrom(r).reinterpretAsFloats());
            t0v3 = t0v3.add(active3.selectFrom(q0).reinterpretAsFloats());
        }
        s0.add(FloatVector.fromArray(F, block.s, j + 0 * LANES)).intoArray(block.s, j + 0 * LANES);
        t0v0.add(FloatVector.fromArray(F, block.t[0], j + 0 * LANES)).intoArray(block.t[0], j + 0 * LANES);
        s1.add(FloatVector.fromArray(F, block.s, j + 1 * LANES)).intoArray(block.s, j + 1 * LANES);
        t0v1.add(FloatVector.fromArray(F, block.t[0], j + 1 * LANES)).intoArray(block.t[0], j + 1 * LANES);
        s2.add(FloatVector.fromArray(F, block.s, j + 2 * LANES)).intoArray(block.s, j + 2 * LANES);
        t0v2.add(FloatVector.fromArray(F, block.t[0], j + 2 * LANES)).intoArray(block.t[0], j + 2 * LANES);
        s3.add(FloatVector.fromArray(F, block.s, j + 3 * LANES)).intoArray(block.s, j + 3 * LANES);
        t0v3.add(FloatVector.fromArray(F, block.t[0], j + 3 * LANES)).intoArray(block.t[0], j + 3 * LANES);
    }

    /** Two inputs, a vector of neurons from j on. */
    private static void sums2(int from, int to, NeuronBlock block, SampleBlock samples, int j) {
        int[] rows = samples.rows;
        int[] tables = samples.tables;
        FloatVector zero = FloatVector.zero(F);
        FloatVector b = zero.sub(FloatVector.fromArray(F, block.b, j));
        FloatVector s = zero;
        FloatVector w0 = FloatVector.fromArray(F, block.w[0], j).neg();
        FloatVector t0 = zero;
        FloatVector w1 = FloatVector.fromArray(F, block.w[1], j).neg();
        FloatVector t1 = zero;
        for (long k = from / FOUR; k < to / FOUR; k++) {
            int i = (int) k * 20;
            int table = (int) k * 48;
            FloatVector x0a = IntVector.broadcast(I, rows[i]).reinterpretAsFloats();
            FloatVector x1a = IntVector.broadcast(I, rows[i + 1]).reinterpretAsFloats();
            IntVector active = w1.fma(x1a, w0.fma(x0a, b)).reinterpretAsInts().lanewise(VectorOperators.LSHR, 31);
            FloatVector x0b = IntVector.broadcast(I, rows[i + 5]).reinterpretAsFloats();
            FloatVector x1b = IntVector.broadcast(I, rows[i + 6]).reinterpretAsFloats();
            active = active.or(w1.fma(x1b, w0.fma(x0b, b))
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 30)
                    .and(2));
            FloatVector x0c = IntVector.broadcast(I, rows[i + 10]).reinterpretAsFloats();
            FloatVector x1c = IntVector.broadcast(I, rows[i + 11]).reinterpretAsFloats();
            active = active.or(w1.fma(x1c, w0.fma(x0c, b))
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 29)
                    .and(4));
            FloatVector x0d = IntVector.broadcast(I, rows[i + 15]).reinterpretAsFloats();
            FloatVector x1d = IntVector.broadcast(I, rows[i + 16]).reinterpretAsFloats();
            active = active.or(w1.fma(x1d, w0.fma(x0d, b))
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 28)
                    .and(8));
            IntVector r = IntVector.fromArray(I, tables, table);
            IntVector q0 = IntVector.fromArray(I, tables, table + 16);
            IntVector q1 = IntVector.fromArray(I, tables, table + 32);
            s = s.add(active.selectFrom(r).reinterpretAsFloats());
            t0 = t0.add(active.selectFrom(q0).reinterpretAsFloats());
            t1 = t1.add(active.selectFrom(q1).reinterpretAsFloats());
        }
        s.add(FloatVector.fromArray(F, block.s, j)).intoArray(block.s, j);
        t0.add(FloatVector.fromArray(F, block.t[0], j)).intoArray(block.t[0], j);
        t1.add(FloatVector.fromArray(F, block.t[1], j)).intoArray(block.t[1], j);
    }

    /** Three inputs, 2 vectors of neurons from j on. */
    private static void sums3(int from, int to, NeuronBlock block, SampleBlock samples, int j) {
        int[] rows = samples.rows;
        int[] tables = samples.tables;
        FloatVector zero = FloatVector.zero(F);
        FloatVector b0 = zero.sub(FloatVector.fromArray(F, block.b, j + 0 * LANES));
        FloatVector s0 = zero;
        FloatVector w0v0 = FloatVector.fromArray(F, block.w[0], j + 0 * LANES).neg();
        FloatVector t0v0 = zero;
        FloatVector w1v0 = FloatVector.fromArray(F, block.w[1], j + 0 * LANES).neg();
        FloatVector t1v0 = zero;
        FloatVector w2v0 = FloatVector.fromArray(F, block.w[2], j + 0 * LANES).neg();
        FloatVector t2v0 = zero;
        FloatVector b1 = zero.sub(FloatVector.fromArray(F, block.b, j + 1 * LANES));
        FloatVector s1 = zero;
        FloatVector w0v1 = FloatVector.fromArray(F, block.w[0], j + 1 * LANES).neg();
        FloatVector t0v1 = zero;
        FloatVector w1v1 = FloatVector.fromArray(F, block.w[1], j + 1 * LANES).neg();
        FloatVector t1v1 = zero;
        FloatVector w2v1 = FloatVector.fromArray(F, block.w[2], j + 1 * LANES).neg();
        FloatVector t2v1 = zero;
        for (long k = from / FOUR; k < to / FOUR; k++) {
            int i = (int) k * 28;
            int table = (int) k * 64;
            FloatVector x0a = IntVector.broadcast(I, rows[i]).reinterpretAsFloats();
            FloatVector x1a = IntVector.broadcast(I, rows[i + 1]).reinterpretAsFloats();
            FloatVector x2a = IntVector.broadcast(I, rows[i + 2]).reinterpretAsFloats();
            IntVector active0 = w2v0.fma(x2a, w1v0.fma(x1a, w0v0.fma(x0a, b0)))
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 31);
            IntVector active1 = w2v1.fma(x2a, w1v1.fma(x1a, w0v1.fma(x0a, b1)))
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 31);
            FloatVector x0b = IntVector.broadcast(I, rows[i + 7]).reinterpretAsFloats();
            FloatVector x1b = IntVector.broadcast(I, rows[i + 8]).reinterpretAsFloats();
            FloatVector x2b = IntVector.broadcast(I, rows[i + 9]).reinterpretAsFloats();
            active0 = active0.or(w2v0.fma(x2b, w1v0.fma(x1b, w0v0.fma(x0b, b0)))
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 30)
                    .and(2));
            active1 = active1.or(w2v1.fma(x2b, w1v1.fma(x1b, w0v1.fma(x0b, b1)))
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 30)
                    .and(2));
            FloatVector x0c = IntVector.broadcast(I, rows[i + 14]).reinterpretAsFloats();
            FloatVector x1c = IntVector.broadcast(I, rows[i + 15]).reinterpretAsFloats();
            FloatVector x2c = IntVector.broadcast(I, rows[i + 16]).reinterpretAsFloats();
            active0 = active0.or(w2v0.fma(x2c, w1v0.fma(x1c, w0v0.fma(x0c, b0)))
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 29)
                    .and(4));
            active1 = active1.or(w2v1.fma(x2c, w1v1.fma(x1c, w0v1.fma(x0c, b1)))
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 29)
                    .and(4));
            FloatVector x0d = IntVector.broadcast(I, rows[i + 21]).reinterpretAsFloats();
            FloatVector x1d = IntVector.broadcast(I, rows[i + 22]).reinterpretAsFloats();
            FloatVector x2d = IntVector.broadcast(I, rows[i + 23]).reinterpretAsFloats();
            active0 = active0.or(w2v0.fma(x2d, w1v0.fma(x1d, w0v0.fma(x0d, b0)))
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 28)
                    .and(8));
            active1 = active1.or(w2v1.fma(x2d, w1v1.fma(x1d, w0v1.fma(x0d, b1)))
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 28)
                    .and(8));
            IntVector r = IntVector.fromArray(I, tables, table);
            IntVector q0 = IntVector.fromArray(I, tables, table + 16);
            IntVector q1 = IntVector.fromArray(I, tables, table + 32);
            IntVector q2 = IntVector.fromArray(I, tables, table + 48);
            s0 = s0.add(active0.selectFrom(r).reinterpretAsFloats());
            t0v0 = t0v0.add(active0.selectFrom(q0).reinterpretAsFloats());
            t1v0 = t1v0.add(active0.selectFrom(q1).reinterpretAsFloats());
            t2v0 = t2v0.add(active0.selectFrom(q2).reinterpretAsFloats());
            s1 = s1.add(active1.selectFrom(r).reinterpretAsFloats());
            t0v1 = t0v1.add(active1.selectFrom(q0).reinterpretAsFloats());
            t1v1 = t1v1.add(active1.selectFrom(q1).reinterpretAsFloats());
            t2v1 = t2v1.add(active1.selectFrom(q2).reinterpretAsFloats());
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
}
