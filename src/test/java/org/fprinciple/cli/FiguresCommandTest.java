package org.fprinciple.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.fprinciple.io.NpyArray;
import org.fprinciple.io.NpzReader;
import org.fprinciple.io.NpzWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figures of a finished run, whole and with files that have been changed. */
class FiguresCommandTest {
    @TempDir
    Path folder;

    private Path run(String... arguments) {
        Path run = folder.resolve("run");
        Run made = Run.lfp(Stream.concat(Stream.of(arguments), Stream.of("--no-figures", "--quiet", "--out=" + run))
                .toArray());
        assertThat(made.err()).isEmpty();
        return run;
    }

    private Path evolution() {
        return run("evolve", "--target-function=sine(1)", "--samples=8", "--times=1,2,4", "--eval=grid:20");
    }

    private static void refused(Path run, String sentence) {
        Run figures = Run.lfp("figures", run);
        assertThat(figures.err()).isEqualTo("lfp: " + sentence + "\n");
        assertThat(figures.code()).isEqualTo(Failure.BAD_INPUT);
        assertThat(run.resolve("figures")).doesNotExist();
    }

    /** Writes a trajectory.npz again with one array replaced. */
    private static void replace(Path run, String name, int[] shape, double... values) throws IOException {
        Path file = run.resolve("trajectory.npz");
        List<String> names = new ArrayList<>();
        List<NpyArray> arrays = new ArrayList<>();
        try (NpzReader npz = NpzReader.open(file)) {
            for (String each : npz.names()) {
                names.add(each);
                arrays.add(each.equals(name) ? new NpyArray(shape, values) : npz.array(each));
            }
        }
        try (NpzWriter npz = new NpzWriter(file)) {
            for (int i = 0; i < names.size(); i++) {
                npz.add(names.get(i), arrays.get(i).values(), arrays.get(i).shape());
            }
        }
    }

    @Test
    void theFolderOrItsRunJson() {
        Path run = evolution();
        Run figures = Run.lfp("figures", run.resolve("run.json"), "--quiet");
        assertThat(figures.err()).isEmpty();
        assertThat(run.resolve("figures/trajectory.png")).isNotEmptyFile();
        assertThat(Run.lfp("figures", run, "--quiet", "--force").err()).isEmpty();
    }

    @Test
    void aPredictionWithTooFewRows() throws Exception {
        Path data = folder.resolve("data.csv");
        Files.writeString(data, "u,v,y\n0,0,1\n1,0,2\n0,1,3\n1,1,5\n0.3,0.6,2\n");
        Path run = run("solve", "--data=" + data, "--eval=grid:20");
        Path file = run.resolve("prediction.csv");
        Files.write(file, Files.readAllLines(file).subList(0, 3));
        refused(run, file + " has 2 rows, and the run's grid has 400: copy it again.");
    }

    @Test
    void arraysThatDisagree() throws Exception {
        Path run = evolution();
        String array = run.resolve("trajectory.npz") + ": the array ";
        replace(run, "h", new int[] {3, 5}, new double[15]);
        refused(run, array + "\"h\" has 5 columns, and the run's evaluation points are 20: copy the file again.");
        replace(run, "h", new int[] {2, 20}, new double[40]);
        refused(run, array + "\"h\" has 2 rows, and t has 3: copy the file again.");
        replace(run, "h_train", new int[] {3, 7}, new double[21]);
        refused(run, array + "\"h_train\" has 7 columns, and the run's samples are 8: copy the file again.");
        replace(run, "loss", new int[] {4}, 4, 3, 2, 1);
        refused(run, array + "\"loss\" has 4 values, and t has 3: copy the file again.");
    }

    @Test
    void numbersThatAreNone() throws Exception {
        Path run = evolution();
        String array = run.resolve("trajectory.npz") + ": the array ";
        double[] h = new double[60];
        h[21] = Double.NaN;
        replace(run, "h", new int[] {3, 20}, h);
        refused(run, array + "\"h\" holds NaN at [1, 1], no finite number: copy the file again.");
        replace(run, "t", new int[] {3}, 1, Double.NaN, 4);
        refused(run, array + "\"t\" holds NaN at [1], no finite number: copy the file again.");
        replace(run, "t", new int[] {3}, 1, 4, 4);
        refused(run, array + "\"t\" does not increase at [2] (4.0, then 4.0): copy the file again.");
        replace(run, "t", new int[1], new double[0]);
        refused(run, array + "\"t\" holds no times: copy the file again.");
    }

    @Test
    void noHalfLives() throws Exception {
        Path run = evolution();
        Path file = run.resolve("half-life.csv");
        List<String> lines = Files.readAllLines(file);
        Files.write(file, lines.subList(0, lines.size() - 1));
        int rows = lines.size() - 2;
        refused(
                run,
                run.resolve("trajectory.npz") + ": the array \"residual\" has " + (rows + 1)
                        + " columns, and the rows of half-life.csv are " + rows + ": copy the file again.");
        Files.delete(file);
        refused(run, file + ": there is no such file; check its name and folder.");
    }
}
