package org.fprinciple.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.fprinciple.backend.Backend;
import org.junit.jupiter.api.Test;

/** Who fails, is absent, or needs too much memory is a row or a note, never the end of the benchmark. */
class RaceTest {
    private static final Subject SUBJECT = Subject.ofGrid("case", "what", 1, 8);

    private static List<Row> run(double bytes, List<Race.Entrant> entrants, Reference... references)
            throws IOException {
        try (Workshop workshop = new Workshop()) {
            Peers peers = new Peers(null, workshop, "", 1);
            Settings settings = new Settings(List.of(Backend.cpu(1)), 1, true, 4, null, workshop, peers);
            return new Race(SUBJECT, bytes, entrants, List.of(references)).run(settings);
        }
    }

    @Test
    void ratiosAreOfMedians() throws IOException {
        AtomicInteger turn = new AtomicInteger();
        List<Row> rows = run(
                0,
                List.of(
                        Race.Entrant.own("ours", () -> () -> 6),
                        Race.Entrant.peer("peer", () -> () -> turn.incrementAndGet() == 2 ? 100 : 3)),
                new Reference("twice the peer", 2, "peer"),
                new Reference("absolute", 12, null),
                new Reference("of nobody", 1, "absent"));
        assertThat(rows.get(1).ms()).containsExactly(100, 3, 3, 3);
        assertThat(rows.get(0).ratios())
                .containsOnly(
                        java.util.Map.entry("peer", 2.0),
                        java.util.Map.entry("twice the peer", 1.0),
                        java.util.Map.entry("absolute", 0.5));
    }

    @Test
    void aPeerThatFailsIsARow() throws IOException {
        AtomicInteger turn = new AtomicInteger();
        List<Row> rows = run(
                0,
                List.of(
                        Race.Entrant.own("ours", () -> () -> 1),
                        Race.Entrant.peer("one", () -> () -> {
                            if (turn.incrementAndGet() > 2) {
                                throw new IOException("it broke");
                            }
                            return 1;
                        }),
                        Race.Entrant.peer("absent", () -> {
                            throw new AbsentException("not here");
                        })));
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0).median()).isEqualTo(1);
        assertThat(rows.get(0).ratios()).isEmpty();
        assertThat(rows.get(1).failed()).isTrue();
        assertThat(rows.get(1).note()).isEqualTo("it broke");
    }

    @Test
    void memoryIsForeseen() throws IOException {
        List<Row> rows = run(1e18, List.of(Race.Entrant.own("ours", () -> {
            throw new AssertionError("started");
        })));
        assertThat(rows.get(0).note()).contains("needs 1,000,000,000.0 GB");
        assertThat(rows.get(0).failed()).isFalse();
    }
}
