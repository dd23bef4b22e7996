package org.fprinciple.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.fprinciple.io.NpzWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every kind of bad input: exit code 2 or 3, one sentence on stderr that names the culprit, nothing written. */
class BadInputTest {
    @TempDir
    Path folder;

    private Path good;

    @BeforeEach
    void data() throws IOException {
        good = write("good.csv", "year,height\n1,2\n2,3\n4,1\n5,2\n");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private void refused(int code, List<String> says, Object... arguments) throws IOException {
        List<Object> all = new ArrayList<>(Arrays.asList(arguments));
        all.add("--out");
        all.add(folder.resolve("result"));
        refusedAsIs(code, says, all.toArray());
    }

    private void refusedAsIs(int code, List<String> says, Object... arguments) throws IOException {
        List<Path> before = tree();
        Run run = Run.lfp(arguments);
        assertThat(run.err()).contains(says);
        assertThat(run.code()).isEqualTo(code);
        assertThat(run.err().strip().lines()).as(run.err()).hasSize(1);
        assertThat(run.err()).startsWith("lfp: ").doesNotContain("Exception");
        assertThat(run.out()).isEmpty();
        assertThat(tree()).isEqualTo(before);
    }

    private List<Path> tree() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                              | empty",
                "year,height\\n                  | no rows",
                "year,height\\n1,2\\n2\\n        | line 3",
                "year,height\\n1,2\\n2,x\\n      | line 3, column \"height\": \"x\"",
                "year,height\\n1,nan\\n2,3\\n    | line 2, column \"height\"",
                "year,height\\n1,2\\ninf,3\\n    | line 3, column \"year\"",
                "height\\n1\\n2\\n               | one column only",
                "1,2\\n2,3\\n                    | header",
                "year,height\\n1,2\\n1,3\\n2,3\\n| line 2 and line 3 share their inputs",
                "year,height\\n1,2\\n1,2\\n      | Every input column is constant",
                "x,y,h\\n1,2,3\\n2,1,3\\n        | 2 distinct input(s), but 3 free functions",
            })
    void csv(String text, String says) throws IOException {
        Path file = write("bad.csv", text.replace("\\n", "\n"));
        refused(2, List.of(says), "solve", "--data", file);
    }

    @Test
    void files() throws IOException {
        refused(2, List.of("nowhere.csv"), "solve", "--data", folder.resolve("nowhere.csv"));
        refused(
                2,
                List.of("no column \"hight\"", "did you mean height?"),
                "solve",
                "--data",
                good,
                "--target",
                "hight");
        Path other = write("other.csv", "yeer\n1\n");
        refused(2, List.of("no column \"year\"", "did you mean yeer?"), "solve", "--data", good, "--eval", other);
    }

    @Test
    void npz() throws IOException {
        Path file = folder.resolve("bad.npz");
        try (NpzWriter npz = new NpzWriter(file)) {
            npz.add("X", new double[] {1, 2, 3}, 3);
            npz.add("y", new double[] {1, 2, 3}, 3);
        }
        refused(2, List.of("bad.npz", "\"X\""), "solve", "--data", file);
        try (NpzWriter npz = new NpzWriter(file)) {
            npz.add("X", new double[] {1, 2, 3}, 3, 1);
            npz.add("y", new double[] {1, 2}, 2);
        }
        refused(2, List.of("bad.npz", "X is (3,1) and y (2)"), "solve", "--data", file);
        try (NpzWriter npz = new NpzWriter(file)) {
            npz.add("X", new double[] {1, Double.NaN, 3}, 3, 1);
            npz.add("y", new double[] {1, 2, 3}, 3);
        }
        refused(2, List.of("X[1,0] is NaN"), "solve", "--data", file);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        refused(2, List.of("bad.npz"), "solve", "--data", file);
        refused(2, List.of("bad.npz"), "evolve", "--data", good, "--h-ini", file);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "solve  | --domain=box:2            | no wider than the data",
                "solve  | --domain=box:x            | box:x",
                "solve  | --domain=cube             | cube",
                "solve  | --modes=8                 | --modes belongs to a box",
                "solve  | --weight=-1,0             | must not be negative",
                "solve  | --weight=0,0              | nothing would be learned",
                "solve  | --weight=1                | two numbers",
                "solve  | --tol=0                   | tolerance 0.0",
                "solve  | --tol=nan                 | --tol",
                "solve  | --ridge=-1                | ridge",
                "solve  | --ridge=x                 | 1e-6rel",
                "evolve | --times=0                 | time 0.0",
                "evolve | --times=2,1               | increase",
                "evolve | --times=log:1:2           | log:T0:T1:K",
                "evolve | --times=                  | times",
                "evolve | --tol=-1                  | tolerance -1.0",
                "solve  | --init=a=cauchy(1)        | no known law",
                "solve  | --init=a=normal(0)        | no law",
                "solve  | --init=w=normal(1,1)      | has a mean",
                "solve  | --init=q=normal(1)        | a=LAW",
                "solve  | --init=b=normal(90,1)     | density of the bias at 0",
                "solve  | --init=from-net:none.npz  | none.npz",
                "solve  | --operatr=exact           | did you mean --operator?",
                "solve  | --operator=exakt          | did you mean exact?",
                "solve  | --method=cg               | --domain box:auto",
                "evolve | --method=rk                | --domain box:auto",
                "solve  | --tol=1e-17                | float64",
                "evolve | --tol=1e-17                | float64",
                "solve  | --box-tol=0.1              | --modes auto",
                "solve  | --tol=2                    | below 1",
                "solve  | --zero-mode=1             | needs a box",
                "solve  | --zero-mode=x             | free, law",
                "solve  | --scaling=standard        | --width",
                "solve  | --threads=0               | --threads",
                "solve  | --eval=grid:1             | grid",
                "solve  | --samples=3               | --target-function",
                "solve  | --target-function=sine(1) | exclude each other",
                "solve  | --backend=gpu             | --backend",
                "solve  | --seed=abc                | --seed",
                "solve  | extra                     | extra",
            })
    void options(String command, String option, String says) throws IOException {
        refused(2, List.of(says), command, "--data", good, option);
    }

    @Test
    void combinations() throws IOException {
        refused(2, List.of("--weight", "--init"), "solve", "--data", good, "--weight=1,1", "--init=b=normal(1)");
        refused(2, List.of("needs an init law"), "solve", "--data", good, "--weight=1,1", "--zero-mode=law");
        refused(2, List.of("--modes 7"), "solve", "--data", good, "--domain=box:4", "--modes=7");
        refused(
                2,
                List.of("at most 3 dimensions"),
                "solve",
                "--data",
                "validation/data/handwritten-digits-8x8.npz",
                "--domain=box:4",
                "--modes=8");
        Path plane = write("plane.csv", "x,y,h\n1,2,3\n2,1,3\n5,5,1\n7,1,2\n");
        refused(2, List.of("zhang2019"), "solve", "--data", plane, "--parametrisation=zhang2019");
        refused(2, List.of("banded"), "solve", "--data", plane, "--method=banded");
        refused(2, List.of("Data are needed"), "solve");
        refused(2, List.of("no target", "did you mean sine?"), "solve", "--target-function=sin(1)");
        refused(2, List.of("hat(w)"), "solve", "--target-function=hat(1,2)");
    }

    @Test
    void commands() throws IOException {
        refusedAsIs(2, List.of("A command is needed"));
        refusedAsIs(2, List.of("slove", "did you mean solve?"), "slove");
        refusedAsIs(2, List.of("no file"), "replay", folder.resolve("run.json"));
        refusedAsIs(2, List.of("no run.json"), "replay", write("run.json", "{}"));
        refusedAsIs(2, List.of("no JSON"), "replay", write("run2.json", "{"));
    }

    @Test
    void folders() throws IOException {
        refusedAsIs(2, List.of("exists", "--force"), "solve", "--data", good, "--out", folder);
        refusedAsIs(2, List.of("is a file"), "solve", "--data", good, "--out", good);
        refusedAsIs(2, List.of("cannot be made"), "solve", "--data", good, "--out", good.resolve("inside"));
    }

    @Test
    void devices() throws IOException {
        org.junit.jupiter.api.Assumptions.assumeTrue(
                org.fprinciple.backend.cuda.CudaProbe.look().refusal() != null, "this machine has a GPU");
        refused(3, List.of("--backend cuda", "libcuda"), "solve", "--data", good, "--backend=cuda");
    }

    @Test
    void memory() throws IOException {
        // 300,000 points would need terabytes.
        StringBuilder text = new StringBuilder("a,b\n");
        for (int i = 0; i < 300_000; i++) {
            text.append(i).append(",").append(i % 7).append('\n');
        }
        Path file = write("large.csv", text.toString());
        refused(3, List.of("n = 300,000", "GB", "--method banded"), "solve", "--data", file, "--method=dense");
        refused(3, List.of("n = 300,000", "GB", "--method krylov"), "evolve", "--data", file, "--method=modal");
    }
}
