package org.fprinciple.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;

@Tag("any-jdk")
class FiguresTest {
    private static final double[] NONE = {};

    @TempDir
    Path dir;

    static Stream<Map.Entry<String, Figure>> ordinary() {
        double[] x = grid(-1, 1, 60);
        double[] y = Arrays.stream(x).map(v -> Math.sin(5 * v)).toArray();
        double[] t = Arrays.stream(grid(-2, 5, 30)).map(e -> Math.pow(10, e)).toArray();
        double[][] h = table(30, 60, (k, i) -> y[i] * (1 - Math.exp(-t[k] / (1 + i))));
        double[] g = grid(0, 1, 10);
        double[][] maps = table(30, 100, (k, i) -> Math.sin(i) * (1 - Math.exp(-t[k])));
        Map<String, Figure> figures = new LinkedHashMap<>();
        figures.put("prediction", Figures.prediction1d("x", "y", x, y, x, h[29]));
        figures.put("trajectory", Figures.trajectory1d("x", "y", x, y, x, t, h));
        figures.put("band", Figures.band1d("x", "y", x, y, x, h[9], ones(x), "bound", y));
        double[][] square = table(10, 10, (i, j) -> i * j);
        figures.put(
                "two maps",
                Figures.maps2d("x₁", "x₂", "y", g, g, List.of("bound", "error"), List.of(square, square), x, y));
        figures.put(
                "spectrum",
                Figures.residualSpectrum(
                        grid(0, 20, 15),
                        t,
                        table(30, 15, (k, f) -> Math.exp(-t[k] / (1 + f))),
                        grid(1, 15, 15),
                        ones(grid(1, 15, 15)),
                        "‖ξ‖"));
        figures.put("rough spectrum", roughSpectrum());
        figures.put(
                "loss", Figures.loss(t, Arrays.stream(t).map(v -> 1 / (1 + v)).toArray()));
        figures.put("map", Figures.map2d("x₁", "x₂", "y", g, g, table(10, 10, (i, j) -> i * j), x, y));
        figures.put("maps", Figures.trajectoryMaps2d("x₁", "x₂", "y", g, g, t, maps, NONE, NONE));
        figures.put("scatter", Figures.scatter2d("x₁", "x₂", "y", x, y, y));
        figures.put("parity", Figures.parity("digit", y, h[29]));
        figures.put("parities", Figures.trajectoryParity("digit", y, t, h));
        return figures.entrySet().stream();
    }

    static Stream<Map.Entry<String, Figure>> awkward() {
        double[] same = new double[20];
        Arrays.fill(same, 7);
        double[] wild = grid(-1, 1, 20);
        wild[3] = Double.NaN;
        wild[4] = Double.POSITIVE_INFINITY;
        wild[5] = 1e308;
        wild[6] = -1e308;
        wild[7] = Double.MIN_VALUE;
        double[] years = grid(1958.2, 2001.9, 20);
        double[] far = grid(1e15, 1e15 + 1, 20);
        double[] times = {0, 1e-300, 1, Double.NaN, 1e300, Double.POSITIVE_INFINITY};
        double[] once = {3};
        double[] nan = {Double.NaN};
        Map<String, Figure> figures = new LinkedHashMap<>();
        double[][] inputs = {same, wild, years, far, NONE, once, nan};
        for (int i = 0; i < inputs.length; i++) {
            double[] v = inputs[i];
            int n = v.length;
            double[][] rows = table(6, n, (k, j) -> k * v[j]);
            figures.put("prediction" + i, Figures.prediction1d("", "y\u0000<&", v, v, v, v));
            figures.put("trajectory" + i, Figures.trajectory1d("x", "y", v, v, v, times, rows));
            figures.put("spectrum" + i, Figures.residualSpectrum(v, times, rows, v, ones(v), "ξ"));
            figures.put("loss" + i, Figures.loss(v, v));
            figures.put("map" + i, Figures.map2d("x", "y", "z", v, v, table(n, n, (k, j) -> v[k] + v[j]), v, v));
            double[][] maps = table(6, n * n, (k, j) -> k * v[j / n]);
            figures.put("maps" + i, Figures.trajectoryMaps2d("x", "y", "z", v, v, times, maps, v, v));
            figures.put("scatter" + i, Figures.scatter2d("x", "y", "z", v, v, v));
            figures.put(
                    "many" + i, Figures.residualSpectrum(tiled(v), times, tiled(rows), tiled(v), ones(tiled(v)), "ξ"));
            figures.put("parity" + i, Figures.parity("x".repeat(300), v, v));
            figures.put("parities" + i, Figures.trajectoryParity("x".repeat(300), v, times, rows));
            figures.put("single time" + i, Figures.trajectory1d("x", "y", v, v, v, once, new double[][] {v}));
            figures.put("single column" + i, Figures.residualSpectrum(v, once, new double[][] {v}, v, ones(v), "ξ"));
        }
        return figures.entrySet().stream();
    }

    @ParameterizedTest
    @MethodSource("ordinary")
    void figuresAreValidAndReproducible(Map.Entry<String, Figure> entry) throws Exception {
        entry.getValue().write(dir.resolve("new/first.run"));
        entry.getValue().write(dir.resolve("second"));
        for (String type : new String[] {".png", ".svg"}) {
            assertThat(dir.resolve("new/first.run" + type)).hasSameBinaryContentAs(dir.resolve("second" + type));
        }
        BufferedImage image = ImageIO.read(dir.resolve("second.png").toFile());
        assertThat(image.getWidth()).isEqualTo(1600);
        assertThat(image.getHeight()).isEqualTo(1000);
        int[] pixels = image.getRGB(0, 0, 1600, 1000, null, 0, 1600);
        assertThat(Arrays.stream(pixels).distinct().count()).isGreaterThan(50);
        assertThat(marginIsBlank(image)).as("nothing is cut off at the edge").isTrue();
        Document svg = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(dir.resolve("second.svg").toFile());
        assertThat(svg.getDocumentElement().getAttribute("viewBox")).isEqualTo("0 0 800 500");
        assertThat(svg.getElementsByTagName("path").getLength()).isGreaterThan(10);
        assertThat(svg.getElementsByTagName("image").getLength()).isLessThan(10);
    }

    @ParameterizedTest
    @MethodSource("awkward")
    void anyNumbersGiveSomePicture(Map.Entry<String, Figure> entry) throws IOException {
        assertThatCode(() -> entry.getValue().write(dir.resolve("figure"))).doesNotThrowAnyException();
        assertThat(marginIsBlank(ImageIO.read(dir.resolve("figure.png").toFile())))
                .isTrue();
    }

    @Test
    void roughHalfLivesLeaveTheHeatMapVisible() throws IOException {
        roughSpectrum().write(dir.resolve("rough"));
        BufferedImage image = ImageIO.read(dir.resolve("rough.png").toFile());
        int[] pixels = image.getRGB(0, 0, 1600, 1000, null, 0, 1600);
        assertThat(Arrays.stream(pixels).filter(rgb -> rgb == 0xff000000).count())
                .isBetween(5_000L, 40_000L);
    }

    @Test
    void theRunningMedianIgnoresOutliersAndGaps() {
        double[] values = {1, 900, 3, Double.NaN, 5, 6, 0};
        assertThat(Figures.runningMedian(values, ones(values), 1)).containsExactly(900, 3, 900, 5, 6, 5, 6);
        assertThat(Figures.runningMedian(values, ones(values), 2)).containsExactly(3, 3, 5, 6, 5, 5, 5);
        assertThat(Figures.runningMedian(values, ones(values), 0)).containsExactly(values);
        // A strong value outweighs its neighbours.
        assertThat(Figures.runningMedian(new double[] {1, 2, 3}, new double[] {1, 1, 9}, 1))
                .containsExactly(2, 3, 3);
        assertThat(Figures.runningMedian(new double[] {Double.NaN}, new double[] {1}, 3))
                .containsOnly(Double.NaN);
    }

    /** 500 frequencies whose half-lives differ by decades from one to the next. */
    private static Figure roughSpectrum() {
        Random random = new Random(1);
        double[] t = Arrays.stream(grid(-2, 5, 30)).map(e -> Math.pow(10, e)).toArray();
        double[] halfLife = random.doubles(500, -1, 4).map(e -> Math.pow(10, e)).toArray();
        double[][] relative = table(30, 500, (k, f) -> Math.pow(0.5, t[k] / halfLife[f]));
        return Figures.residualSpectrum(grid(0.5, 250, 500), t, relative, halfLife, ones(halfLife), "ξ");
    }

    private static double[][] tiled(double[][] rows) {
        return Arrays.stream(rows).map(FiguresTest::tiled).toArray(double[][]::new);
    }

    private static double[] tiled(double[] values) {
        return Collections.nCopies(150, values).stream()
                .flatMapToDouble(Arrays::stream)
                .toArray();
    }

    private static boolean marginIsBlank(BufferedImage image) {
        int w = image.getWidth();
        int h = image.getHeight();
        return IntStream.range(0, w).allMatch(x -> blank(image, x, 0) && blank(image, x, h - 1))
                && IntStream.range(0, h).allMatch(y -> blank(image, 0, y) && blank(image, w - 1, y));
    }

    private static boolean blank(BufferedImage image, int x, int y) {
        return image.getRGB(x, y) == 0xffffffff;
    }

    private interface Entry {
        double at(int i, int j);
    }

    private static double[][] table(int rows, int columns, Entry entry) {
        return IntStream.range(0, rows)
                .mapToObj(i -> IntStream.range(0, columns)
                        .mapToDouble(j -> entry.at(i, j))
                        .toArray())
                .toArray(double[][]::new);
    }

    private static double[] grid(double from, double to, int n) {
        return IntStream.range(0, n)
                .mapToDouble(i -> from + (to - from) * i / (n - 1))
                .toArray();
    }

    private static double[] ones(double[] like) {
        double[] ones = new double[like.length];
        java.util.Arrays.fill(ones, 1);
        return ones;
    }
}
