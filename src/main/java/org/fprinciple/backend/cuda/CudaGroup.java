package org.fprinciple.backend.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import jcuda.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * Nets that are trained side by side, a thread of the host each. A call of one's plan waits until all of them have called;
 * then calls that are alike become one launch of each kernel, the nets being its second dimension. No number of a net depends
 * on what the others do.
 */
final class CudaGroup {
    /** Nets of a launch, kernels/net.cu's MOST_NETS. */
    static final int MOST = 64;
    /** Numbers that are a net's own, at most: their table is to fit the 4 KB of a launch's arguments. */
    private static final int MOST_OWN = 6;
    /** Repetitions that are recorded, and made again as a whole, as many as fit. */
    private static final int[] RECORDED = {16, 4};

    private final CudaDevice device;
    private final Buffer losses;
    private final ByteBuffer table =
            ByteBuffer.allocateDirect(8 * MOST * MOST_OWN).order(ByteOrder.nativeOrder());
    private final List<Call> waiting = new ArrayList<>();
    private int members;
    /** What was recorded last. */
    private List<Object> recorded = List.of();
    /** The recordings of each length; none where the driver has refused. */
    private List<CudaGraph> recordings = List.of();

    /**
     * A launch of kernels/net.cu, tiles.cu or lines.cu.
     *
     * @param own what is the net's own: addresses, and the bits of float64
     * @param common what nets must share to be in one launch: int, or {@link CudaNet.Shape}
     */
    record Launch(String kernel, int blocks, long[] own, List<Object> common) {}

    /** What a plan has to do, in order; {@link #loss} is of interest to one that asks for it. */
    private static final class Call {
        private final List<Launch> launches;
        private final @Nullable Long squares;
        private final int squaresBlocks;
        private final int times;
        private boolean done;
        private double loss;
        private @Nullable Throwable failure;

        Call(List<Launch> launches, @Nullable Long squares, int squaresBlocks, int times) {
            this.launches = launches;
            this.squares = squares;
            this.squaresBlocks = squaresBlocks;
            this.times = times;
        }

        /** What nets share in it. */
        List<Object> common() {
            List<Object> common = new ArrayList<>();
            for (Launch launch : launches) {
                common.add(launch.kernel);
                common.add(launch.blocks);
                common.add(launch.common);
            }
            return common;
        }

        /** Calls of which this is the same run as one. */
        List<Object> kind() {
            return List.of(common(), squares == null ? 0 : squaresBlocks, times);
        }

        /** Numbers that are its own, in their order. */
        List<Object> numbers() {
            List<Object> numbers = new ArrayList<>();
            for (Launch launch : launches) {
                for (long number : launch.own) {
                    numbers.add(number);
                }
            }
            return numbers;
        }
    }

    /** @param members the nets that are waited for, at most {@link #MOST} */
    CudaGroup(CudaDevice device, int members) {
        this.device = device;
        this.members = members;
        losses = new Buffer(device);
    }

    /** Carries launches out: they are on their way when it returns. */
    void run(List<Launch> launches) {
        join(new Call(launches, null, 0, 1));
    }

    /** Carries launches out several times, one after the other: by a graph, where the driver has them, without gaps between. */
    void repeat(List<Launch> launches, int times) {
        join(new Call(launches, null, 0, times));
    }

    /** The same where other nets may have other numbers of times to go: together they go one by one, each with those that are there. */
    void stages(List<Launch> launches, int times) {
        if (alone()) {
            repeat(launches, times);
        } else {
            for (int k = 0; k < times; k++) {
                run(launches);
            }
        }
    }

    private synchronized boolean alone() {
        return members == 1;
    }

    /**
     * Carries launches out, and waits.
     *
     * @param squares the address of the sums of squares that they write, one for each of so many blocks
     * @return their sum
     */
    double sum(List<Launch> launches, long squares, int blocks) {
        return join(new Call(launches, squares, blocks, 1));
    }

    /** One net has no calls any more; its thread is waited for no longer. */
    synchronized void leave() {
        members--;
        carryOutIfAllAreThere();
    }

    private synchronized double join(Call call) {
        waiting.add(call);
        carryOutIfAllAreThere();
        try {
            while (!call.done) {
                wait();
            }
        } catch (InterruptedException e) {
            waiting.remove(call);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        if (call.failure instanceof Error error) {
            throw error;
        }
        if (call.failure instanceof RuntimeException exception) {
            throw exception;
        }
        return call.loss;
    }

    private void carryOutIfAllAreThere() {
        if (waiting.isEmpty() || waiting.size() < members) {
            return;
        }
        // Who has many repetitions to make waits for company: nets do not come to them after as many calls each.
        int fewest = waiting.stream().mapToInt(call -> call.times).min().orElseThrow();
        List<Call> next = waiting.stream().filter(call -> call.times == fewest).toList();
        try {
            Map<List<Object>, List<Call>> alike = new LinkedHashMap<>();
            for (Call call : next) {
                alike.computeIfAbsent(call.kind(), kind -> new ArrayList<>()).add(call);
            }
            List<Call> inOrder = new ArrayList<>();
            for (List<Call> calls : alike.values()) {
                launch(calls, inOrder.size());
                inOrder.addAll(calls);
            }
            if (inOrder.stream().anyMatch(call -> call.squares != null)) {
                double[] sums = new double[inOrder.size()];
                device.download(Pointer.to(sums), losses.reserve(0), 0, 8L * sums.length);
                for (int k = 0; k < sums.length; k++) {
                    inOrder.get(k).loss = sums[k];
                }
            }
        } catch (RuntimeException | Error e) {
            next.forEach(call -> call.failure = e);
        }
        next.forEach(call -> call.done = true);
        waiting.removeAll(next);
        notifyAll();
    }

    /** @param place of the first one's loss */
    private void launch(List<Call> calls, int place) {
        carryOut(calls, calls.get(0).times);
        if (calls.get(0).squares != null) {
            long address = losses.reserve(8L * MOST).at(0);
            table.clear();
            for (int k = 0; k < calls.size(); k++) {
                put(address + 8L * (place + k), Objects.requireNonNull(calls.get(k).squares));
            }
            launch("net_squares", 1, calls.size(), List.of(calls.get(0).squaresBlocks));
        }
    }

    private void carryOut(List<Call> calls, int times) {
        int left = times;
        if (left > RECORDED[RECORDED.length - 1]) {
            List<Object> all = new ArrayList<>(calls.get(0).common());
            calls.forEach(call -> all.addAll(call.numbers()));
            if (!all.equals(recorded)) {
                once(calls);
                left--;
                recordings = record(calls);
                recorded = all;
            }
            for (int k = 0; k < recordings.size(); k++) {
                for (; left >= RECORDED[k]; left -= RECORDED[k]) {
                    recordings.get(k).launch();
                }
            }
        }
        for (; left > 0; left--) {
            once(calls);
        }
    }

    private List<CudaGraph> record(List<Call> calls) {
        List<CudaGraph> graphs = new ArrayList<>();
        for (int length : RECORDED) {
            CudaGraph graph = device.record(() -> {
                for (int k = 0; k < length; k++) {
                    once(calls);
                }
            });
            if (graph == null) {
                return List.of();
            }
            graphs.add(graph);
        }
        return graphs;
    }

    private void once(List<Call> calls) {
        List<Launch> first = calls.get(0).launches;
        for (int k = 0; k < first.size(); k++) {
            table.clear();
            for (Call call : calls) {
                put(call.launches.get(k).own);
            }
            launch(first.get(k).kernel, first.get(k).blocks, calls.size(), first.get(k).common);
        }
    }

    private void put(long... own) {
        for (long number : own) {
            table.putLong(number);
        }
    }

    private void launch(String kernel, int blocks, int nets, List<Object> common) {
        Object[] arguments = new Object[1 + common.size()];
        arguments[0] = table;
        for (int i = 0; i < common.size(); i++) {
            arguments[1 + i] = common.get(i) instanceof CudaNet.Shape shape ? shape.struct() : common.get(i);
        }
        device.launch(kernel, blocks, nets, CudaDevice.THREADS, arguments);
    }
}
