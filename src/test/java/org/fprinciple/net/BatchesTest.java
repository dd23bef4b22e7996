package org.fprinciple.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which samples make up a step. */
class BatchesTest {
    private static List<Integer> epoch(int samples, int size, int epoch, long seed, int replica) {
        Batches batches = new Batches(samples, size, seed, replica);
        int perEpoch = (samples + size - 1) / size;
        List<Integer> all = new ArrayList<>();
        for (int k = 0; k < perEpoch; k++) {
            int[] batch = batches.of((long) epoch * perEpoch + k);
            assertThat(batch).hasSize(Math.min(size, samples - k * size));
            Arrays.stream(batch).forEach(all::add);
        }
        return all;
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "7, 7", "7, 3", "100, 32", "64, 32", "50, 1"})
    void everyEpochIsAPermutation(int samples, int size) {
        List<Integer> sorted = IntStream.range(0, samples).boxed().toList();
        for (int epoch = 0; epoch < 5; epoch++) {
            assertThat(epoch(samples, size, epoch, 3, 1)).containsExactlyInAnyOrderElementsOf(sorted);
        }
    }

    @Test
    void epochsSeedsAndReplicasHaveOrdersOfTheirOwn() {
        Set<List<Integer>> orders = new HashSet<>();
        for (int epoch = 0; epoch < 3; epoch++) {
            for (long seed : new long[] {0, 1, 1L << 32}) {
                for (int replica = 0; replica < 3; replica++) {
                    orders.add(epoch(30, 10, epoch, seed, replica));
                }
            }
        }
        assertThat(orders).hasSize(27);
    }

    @Test
    void aRestartAnywhereGivesTheSame() {
        Batches whole = new Batches(23, 5, 9, 2);
        for (int step = 0; step < 40; step++) {
            int[] there = whole.of(step);
            assertThat(new Batches(23, 5, 9, 2).of(step)).as("step %d", step).isEqualTo(there);
        }
    }

    /** 20,000 epochs of 6 samples, seed 1: each sample is as often at each place, to 4 of √(p(1−p)/20,000). */
    @Test
    void everySampleIsAsOftenAtEachPlace() {
        int epochs = 20_000;
        int[][] counts = new int[6][6];
        Batches batches = new Batches(6, 6, 1, 0);
        for (int epoch = 0; epoch < epochs; epoch++) {
            int[] order = batches.of(epoch);
            for (int k = 0; k < 6; k++) {
                counts[order[k]][k]++;
            }
        }
        double error = Math.sqrt(epochs * (1 / 6.0) * (5 / 6.0));
        for (int[] places : counts) {
            for (int count : places) {
                assertThat(Math.abs(count - epochs / 6.0)).isLessThan(4 * error);
            }
        }
    }
}
