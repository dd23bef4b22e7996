package org.fprinciple.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.fprinciple.backend.Backend;
import org.fprinciple.backend.DeviceNet;
import org.fprinciple.backend.NetPlan;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The peers' losses, as {@code net_step … check} says them. */
class TrainProblemTest {
    @ParameterizedTest
    @CsvSource({
        "DENSE, 1, 13.44415, 13.11951, 12.80797",
        "DENSE, 2, 13.35522, 13.3212, 13.28742",
        "DENSE, 3, 23.12394, 22.53209, 21.96778",
        "SORTED, 1, 13.44415, 13.11952, 12.80797"
    })
    void sameLossesAsThePeers(NetPlan.Choice choice, int d, double first, double second, double third) {
        TrainProblem problem = new TrainProblem(500, 40, d);
        DeviceNet net = problem.net(Backend.cpu(1));
        double[] losses = problem.losses(net.plan(40, choice), net.start(), 2);
        assertThat(losses).containsExactly(new double[] {first, second, third}, within(1e-5 * first));
    }
}
