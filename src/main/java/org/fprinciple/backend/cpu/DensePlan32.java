package org.fprinciple.backend.cpu;

import java.util.Arrays;
import org.fprinciple.backend.Vec;

/** All pairs of neurons and samples in float32, block by block of neurons. */
final class DensePlan32 extends CpuNetPlan {
    private final CpuNet32 net;
    private final NeuronLoops loops;
    private final SampleBlock samples;
    private final OutputSums[] sums;
    private final NeuronBlock[] blocks;

    DensePlan32(Team team, CpuNet32 net, NeuronLoops loops, int capacity) {
        super(
                team,
                net.width(),
                net.dimension(),
                net.form().scale(),
                capacity,
                NeuronBlock.UNIT,
                12.0 * SampleBlock.padded(capacity),
                (double) net.width() * capacity);
        this.net = net;
        this.loops = loops;
        samples = new SampleBlock(dimension, capacity, loops.tabled());
        sums = new OutputSums[parts()];
        blocks = new NeuronBlock[parts()];
        for (int p = 0; p < parts(); p++) {
            sums[p] = new OutputSums(SampleBlock.padded(capacity));
            blocks[p] = new NeuronBlock(dimension);
        }
    }

    @Override
    public String method() {
        return "all pairs in float32, " + loops.description();
    }

    @Override
    void samplesSet() {
        samples.count = count;
        samples.padded = SampleBlock.padded(count);
        Arrays.fill(samples.r, 0);
        int row = 2 * dimension + 1;
        for (int c = 0; c < dimension; c++) {
            Arrays.fill(samples.x[c], 0);
            Arrays.fill(samples.q[c], 0);
            for (int i = 0; i < count; i++) {
                samples.x[c][i] = (float) x[i * dimension + c];
                samples.rows[row * i + c] = Float.floatToRawIntBits(samples.x[c][i]);
            }
        }
    }

    @Override
    void multipliersSet(int from, int to) {
        for (int i = from; i < to; i++) {
            samples.r[i] = (float) r[i];
        }
        for (int c = 0; c < dimension; c++) {
            float[] input = samples.x[c];
            float[] product = samples.q[c];
            for (int i = from; i < to; i++) {
                product[i] = samples.r[i] * input[i];
            }
        }
        loops.multipliersSet(samples, from, to);
    }

    @Override
    void forward(int part, Vec displacement) {
        float[] delta = net.entries(displacement);
        sums[part].clear(samples.padded);
        for (int j = from(part); j < from(part + 1); j += NeuronBlock.SIZE) {
            int size = Math.min(NeuronBlock.SIZE, from(part + 1) - j);
            net.load(delta, j, size, blocks[part], loops);
            net.spoil(blocks[part], size);
            loops.forward(blocks[part], size, samples, sums[part]);
        }
    }

    @Override
    void descend(int part, Vec displacement, double c) {
        float[] delta = net.entries(displacement);
        sums[part].clear(samples.padded);
        for (int j = from(part); j < from(part + 1); j += NeuronBlock.SIZE) {
            int size = Math.min(NeuronBlock.SIZE, from(part + 1) - j);
            NeuronBlock block = blocks[part];
            net.load(delta, j, size, block, loops);
            loops.backward(block, size, samples);
            net.move((float) (-c * scale), block, delta, j, size, loops);
            net.spoil(block, size);
            loops.forward(block, size, samples, sums[part]);
        }
    }

    @Override
    void gradient(int part, Vec displacement, double c, Vec g) {
        float[] delta = net.entries(displacement);
        float[] out = net.entries(g);
        for (int j = from(part); j < from(part + 1); j += NeuronBlock.SIZE) {
            int size = Math.min(NeuronBlock.SIZE, from(part + 1) - j);
            net.load(delta, j, size, blocks[part], loops);
            loops.backward(blocks[part], size, samples);
            for (int row = 0; row < dimension + 2; row++) {
                Arrays.fill(out, row * width + j, row * width + j + size, 0);
            }
            net.addGradient((float) (c * scale), blocks[part], out, j, size);
        }
    }

    @Override
    void kernel(int part, Vec displacement) {
        float[] delta = net.entries(displacement);
        sums[part].clear(samples.padded);
        for (int j = from(part); j < from(part + 1); j += NeuronBlock.SIZE) {
            int size = Math.min(NeuronBlock.SIZE, from(part + 1) - j);
            NeuronBlock block = blocks[part];
            net.load(delta, j, size, block, loops);
            loops.backward(block, size, samples);
            net.direct(block, size);
            loops.tangent(block, size, samples, sums[part]);
        }
    }

    @Override
    void combine(int part, int other) {
        sums[part].add(sums[other], samples.padded);
    }

    @Override
    void collect(int from, int to, double[] values) {
        for (int i = from; i < to; i++) {
            values[i] = sums[0].at(i);
        }
    }

    @Override
    public void adam(Vec displacement, Vec gradient, Vec first, Vec second, double rate, long step) {
        net.adam(displacement, gradient, first, second, rate, step);
    }
}
