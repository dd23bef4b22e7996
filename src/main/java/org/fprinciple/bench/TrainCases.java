package org.fprinciple.bench;

import static org.fprinciple.bench.Race.Entrant.own;
import static org.fprinciple.bench.Race.Entrant.peer;

import java.util.ArrayList;
import java.util.List;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.NetPlan;
import org.fprinciple.backend.cpu.CpuBackend;

/** One step of full-batch gradient descent of a wide ReLU net, by all pairs of neurons and samples or by sorted samples. */
final class TrainCases {
    /** PyTorch goes through all pairs: no peer where they are more. */
    private static final double MOST_PAIRS = 1e9;
    /** Its autograd keeps pre-activations, activations and their gradients, in float32. */
    private static final double BYTES_PER_PAIR = 20;

    private TrainCases() {}

    static List<Case> all(Settings settings) {
        NetPlan.Choice dense = NetPlan.Choice.DENSE;
        NetPlan.Choice sorted = NetPlan.Choice.SORTED;
        if (settings.quick()) {
            return List.of(
                    race(settings, dense, 500, 40, 1),
                    race(settings, dense, 300, 20, 3),
                    race(settings, sorted, 500, 40, 1));
        }
        return List.of(
                race(settings, dense, 10_000, 100, 1),
                race(settings, dense, 16_000, 400, 2),
                race(settings, dense, 100_000, 1000, 1),
                race(settings, dense, 100_000, 1000, 3),
                race(settings, dense, 1_000_000, 200, 1),
                race(settings, sorted, 10_000, 100, 1),
                race(settings, sorted, 100_000, 1000, 1),
                race(settings, sorted, 1_000_000, 200, 1),
                race(settings, sorted, 1_000_000, 10_000, 1));
    }

    private static Case race(Settings settings, NetPlan.Choice choice, int m, int n, int d) {
        boolean dense = choice == NetPlan.Choice.DENSE;
        List<Race.Entrant> entrants = new ArrayList<>();
        for (Backend backend : settings.backends()) {
            String method = TrainProblem.tiny(d).net(backend).plan(n, choice).method();
            entrants.add(own(backend.description() + ", " + method, () -> {
                TrainProblem problem = new TrainProblem(m, n, d);
                return problem.steps(problem.net(backend), net -> net.plan(n, choice));
            }));
            if (dense && backend instanceof CpuBackend && CpuBackend.vectorRefusal() == null) {
                entrants.add(own(backend.description() + ", plain loops", () -> {
                    TrainProblem problem = new TrainProblem(m, n, d);
                    return problem.steps(problem.net(backend), net -> CpuBackend.plainPlan(net, n));
                }));
            }
        }
        Peers peers = settings.peers();
        int threads = settings.threads();
        String form = dense ? "dense" : "sorted";
        entrants.add(peer(Peers.NET_STEP, peers.serve(Peers.NET_STEP, form, m, n, d, threads)));
        if (dense) {
            entrants.add(peer("C++, plain", peers.serve(Peers.NET_STEP, "plain", m, n, d, threads)));
        }
        boolean torch = (double) m * n <= MOST_PAIRS;
        if (torch && dense) {
            entrants.add(peer("PyTorch, autograd", peers.serve(Peers.TORCH, "autograd", m, n, d, threads)));
        }
        if (torch) {
            entrants.add(peer("PyTorch, by hand", peers.serve(Peers.TORCH, "best", m, n, d, threads)));
        }
        return new Race(
                Subject.ofNet(
                        "step-" + form + "-" + d + "d",
                        "one step of gradient descent, as many as last 200 ms",
                        m,
                        d,
                        n),
                64.0 * m * (d + 2) + (torch ? BYTES_PER_PAIR * m * n : 0),
                entrants,
                List.of());
    }
}
