package org.fprinciple.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportPageTest {
    private static final Pattern MODEL =
            Pattern.compile("<script type=\"application/json\" id=\"model\">(.*?)</script>", Pattern.DOTALL);

    static Stream<Report> reports() {
        return Stream.of(ToyReports.bare(), ToyReports.full(), ToyReports.maps(), ToyReports.parity(), large());
    }

    @ParameterizedTest
    @MethodSource("reports")
    void isOneSmallFileThatLoadsNothing(Report report, @TempDir Path folder) throws Exception {
        Path file = folder.resolve("report.html");
        ReportPage.write(report, file);
        String html = Files.readString(file);

        assertThat(Files.size(file)).isLessThan(3_000_000);
        String markup = MODEL.matcher(html).replaceAll("").replaceAll("(?s)<!--.*?-->", "");
        assertThat(markup)
                .doesNotContainPattern("<(link|script|img|iframe|object|source)[^>]*\\s(src|href)=\"(?!data:)")
                .doesNotContain("@import")
                .doesNotContainPattern("url\\(")
                .doesNotContainPattern("\\b(fetch|importScripts|XMLHttpRequest|WebSocket|sendBeacon)\\b")
                .contains("default-src 'none'")
                .doesNotContain("{{");
        assertThat(html).contains("Permission is hereby granted");
        assertThat(model(html).get("head").get("title").asString())
                .isEqualTo(report.head().title());
    }

    @Test
    void numbersComeBackToFiveDigits() throws Exception {
        Report report = ToyReports.full();
        JsonNode widths = model(ReportPage.html(report)).get("widths");
        WidthScan scan = report.widths();
        for (int i = 0; i < scan.widths().length; i++) {
            assertThat(widths.get("widths").get(i).asDouble()).isEqualTo(scan.widths()[i]);
            double value = scan.differences().get(0).value()[i];
            assertThat(widths.get("differences").get(0).get("value").get(i).asDouble())
                    .isCloseTo(value, org.assertj.core.data.Offset.offset(1e-5 * value));
        }
    }

    /** Five digits of a year would make a curve of stairs. */
    @Test
    void digitsCountFromTheRange() throws Exception {
        double[] years = {1974.3692, 1974.3884, 1974.4077};
        Report report = Report.of(ToyReports.head(true))
                .with(new Differences("d", List.of(new Series("s", null, years, years, null)), List.of()));
        JsonNode x = model(ReportPage.html(report))
                .get("differences")
                .get("differences")
                .get(0)
                .get("x");
        for (int i = 0; i < years.length; i++) {
            assertThat(x.get(i).asDouble()).isCloseTo(years[i], org.assertj.core.data.Offset.offset(1e-6));
        }
    }

    @Test
    void whatIsNotKnownIsNull() throws Exception {
        double[] x = {1, 2, 3, 4};
        double[] values = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0.5};
        List<Object> row = new ArrayList<>(List.of(Double.NaN, "text", 7));
        Report report = Report.of(ToyReports.head(true))
                .with(new Differences("d", List.of(new Series("s", null, x, values, null)), List.of()))
                .withTables(List.of(new Table("t", List.of("a", "b", "c"), List.of(row), "")));
        String html = ReportPage.html(report);
        JsonNode value =
                model(html).get("differences").get("differences").get(0).get("value");
        assertThat(value.toString()).isEqualTo("[null,null,null,0.5]");
        assertThat(model(html).get("tables").get(0).get("rows").toString()).isEqualTo("[[null,\"text\",7]]");
        assertThat(MODEL.matcher(html).results().findFirst().orElseThrow().group(1))
                .doesNotContain("NaN", "Infinity");
    }

    @Test
    void textStaysText() throws Exception {
        String evil = "</script><script>alert(1)</script><!-- & $1 \\ {{style}} \u2028 \"";
        Head head = ToyReports.head(true);
        Head named = new Head(
                evil,
                evil,
                evil,
                new Source(evil, "javascript:alert(1)"),
                true,
                evil,
                head.criteria(),
                head.reproduction(),
                List.of(evil));
        String html = ReportPage.html(Report.of(named));
        assertThat(html).doesNotContain("<script>alert");
        // As many scripts as without it: model, library, page.
        assertThat(Pattern.compile("</script>").matcher(html).results().count()).isEqualTo(3);
        assertThat(model(html).get("head").get("verdict").asString()).isEqualTo(evil);
    }

    @Test
    void absentPartsAreNull() throws Exception {
        JsonNode model = model(ReportPage.html(ToyReports.bare()));
        assertThat(List.of("fit", "differences", "widths", "split", "regime", "bounds"))
                .allSatisfy(part -> assertThat(model.get(part).isNull()).isTrue());
        assertThat(model.get("frequencies").isEmpty()).isTrue();
        assertThat(model.get("tables").isEmpty()).isTrue();
    }

    @Test
    void thinningKeepsBothEnds() {
        assertThat(Thinning.even(5, 9)).containsExactly(0, 1, 2, 3, 4);
        assertThat(Thinning.even(1001, 5)).containsExactly(0, 250, 500, 750, 1000);
    }

    /** What is thinned is still the same function: value and place go together. */
    @Test
    void thinningOfAGridKeepsValuesAtTheirPlaces() {
        double[] a =
                java.util.stream.IntStream.range(0, 100).mapToDouble(i -> i).toArray();
        double[] b = java.util.stream.IntStream.range(0, 70)
                .mapToDouble(i -> 1000 * i)
                .toArray();
        double[] sum = new double[7000];
        for (int i = 0; i < 7000; i++) {
            sum[i] = a[i / 70] + b[i % 70];
        }
        Bounds.Pointwise thin = Thinning.of(Report.of(ToyReports.head(true))
                        .with(new Bounds(
                                List.of(), new Bounds.Pointwise(List.of("a", "b"), new double[][] {a, b}, sum, sum))))
                .bounds()
                .pointwise();
        int columns = thin.axes()[1].length;
        assertThat(thin.bound()).hasSizeLessThan(2000);
        for (int i = 0; i < thin.bound().length; i++) {
            assertThat(thin.bound()[i]).isEqualTo(thin.axes()[0][i / columns] + thin.axes()[1][i % columns]);
        }
    }

    @Test
    void sizesMustFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Series("loss", null, new double[3], new double[4], null))
                .withMessage("loss: 4 values, expected 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Fit(
                        List.of("x"),
                        "y",
                        new double[2],
                        new double[][] {new double[5]},
                        List.of(new Fit.Curve("nets", Rung.NET, new double[2][4], null)),
                        new double[0][],
                        new double[0]))
                .withMessage("nets: 4 values, expected 5");
    }

    /** The largest that a case may bring: a map of 200 × 200 points at 60 times, and long tables. */
    private static Report large() {
        double[] t = java.util.stream.IntStream.range(0, 60)
                .mapToDouble(k -> Math.pow(10, k / 10.0))
                .toArray();
        double[] g = java.util.stream.IntStream.range(0, 200)
                .mapToDouble(i -> Math.sqrt(i))
                .toArray();
        double[][] h = new double[60][40_000];
        for (int k = 0; k < 60; k++) {
            for (int i = 0; i < 40_000; i++) {
                h[k][i] = Math.sin(i * 0.01 + k);
            }
        }
        List<Fit.Curve> curves = Stream.of(Rung.values())
                .map(rung -> new Fit.Curve("a", rung, h, h))
                .toList();
        List<Object> row = List.of(0.123456789, "a text of some length, as tables have", 1.23456789e-9);
        return ToyReports.full()
                .with(new Fit(
                        List.of("a", "b"), "y", t, new double[][] {g, g}, curves, new double[9][2], new double[9]))
                .withTables(List.of(
                        new Table("long", List.of("a", "b", "c"), java.util.Collections.nCopies(20_000, row), "note")));
    }

    private static JsonNode model(String html) {
        MatchResult found = MODEL.matcher(html).results().findFirst().orElseThrow();
        return new JsonMapper().readTree(found.group(1).getBytes(StandardCharsets.UTF_8));
    }
}
