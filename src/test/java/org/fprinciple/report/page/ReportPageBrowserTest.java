package org.fprinciple.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The page as a browser shows it. */
@Tag("any-jdk")
class ReportPageBrowserTest {
    /** Each canvas: how many colours it holds, and a sum over its pixels that changes with the picture. */
    private static final String CANVASES = """
            [...document.querySelectorAll("canvas")].filter(c => c.clientWidth > 0).map(c => {
              const pixels = new Uint32Array(c.getContext("2d").getImageData(0, 0, c.width, c.height).data.buffer);
              let hash = 0;
              for (const p of pixels) hash = (Math.imul(hash, 31) + p) | 0;
              return {colors: new Set(pixels).size, hash};
            })""";

    @TempDir
    static Path folder;

    private static Chromium browser;

    @BeforeAll
    static void start() throws Exception {
        Optional<Path> program = Chromium.installed();
        assumeTrue(program.isPresent(), "no chromium is installed: apt-get install chromium");
        browser = new Chromium(program.get(), folder.resolve("profile"));
        ReportPage.write(ToyReports.full(), folder.resolve("full.html"));
        ReportPage.write(ToyReports.maps(), folder.resolve("maps.html"));
        ReportPage.write(ToyReports.parity(), folder.resolve("parity.html"));
        ReportPage.write(ToyReports.bare(), folder.resolve("bare.html"));
        ReportPage.write(ToyReports.odd(), folder.resolve("odd.html"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (browser != null) {
            browser.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "full, 1280, false, 10", "full, 1280, true, 10", "full, 360, false, 10", "full, 360, true, 10",
        "maps, 1280, false, 7", "maps, 360, true, 7", "parity, 1280, true, 1", "parity, 360, false, 1",
        "bare, 1280, false, 0", "bare, 360, true, 0"
    })
    void isDrawnWithoutAComplaint(String name, int width, boolean dark, int charts) throws Exception {
        browser.open(folder.resolve(name + ".html"), width, dark);
        JsonNode canvases = browser.evaluate(CANVASES);
        keep("%s-%d-%s.png".formatted(name, width, dark ? "dark" : "light"));
        assertThat(browser.complaints()).isEmpty();
        assertThat(canvases.size()).isEqualTo(charts);
        for (JsonNode canvas : canvases) {
            assertThat(canvas.get("colors").asInt()).isGreaterThan(20);
        }
        assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
                .isEqualTo(width);
    }

    @ParameterizedTest
    @CsvSource({"full, 2", "maps, 3", "parity, 1"})
    void theSliderMovesTheFit(String name, int charts) {
        browser.open(folder.resolve(name + ".html"), 1280, false);
        JsonNode before = browser.evaluate(CANVASES);
        String time = browser.evaluate("document.querySelector('.timebar output').textContent")
                .asString();
        browser.evaluate(
                "(() => { const s = document.querySelector('input[type=range]'); s.value = 12; s.dispatchEvent(new Event('input')); })()");
        browser.settle();
        JsonNode after = browser.evaluate(CANVASES);
        assertThat(browser.evaluate("document.querySelector('#fit .figure-body').dataset.timeIndex")
                        .asString())
                .isEqualTo("12");
        assertThat(browser.evaluate("document.querySelector('.timebar output').textContent")
                        .asString())
                .isNotEqualTo(time);
        for (int i = 0; i < charts; i++) {
            assertThat(after.get(i)).isNotEqualTo(before.get(i));
        }
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void playMovesOn() {
        browser.open(folder.resolve("full.html"), 1280, false);
        browser.evaluate("document.querySelector('.play').click()");
        browser.evaluate("new Promise(done => setTimeout(done, 400))");
        String index = browser.evaluate("document.querySelector('#fit .figure-body').dataset.timeIndex")
                .asString();
        assertThat(Integer.parseInt(index)).isBetween(1, 46);
    }

    /** What little is known is shown, and no part breaks another. */
    @Test
    void survivesWhatIsNotKnown() throws Exception {
        browser.open(folder.resolve("odd.html"), 360, false);
        keep("odd-360-light.png");
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.evaluate("document.querySelectorAll('section').length")
                        .asInt())
                .isEqualTo(9);
        assertThat(browser.evaluate("document.body.innerText").asString())
                .doesNotContain("NaN", "undefined", "Infinity");
    }

    /** The button and the system's setting draw the same pictures. */
    @Test
    void theButtonChangesTheColours() {
        browser.open(folder.resolve("full.html"), 1280, true);
        JsonNode dark = browser.evaluate(CANVASES);
        browser.open(folder.resolve("full.html"), 1280, false);
        JsonNode light = browser.evaluate(CANVASES);
        browser.evaluate("document.querySelector('.theme').click()");
        browser.settle();
        assertThat(light).isNotEqualTo(dark);
        assertThat(browser.evaluate(CANVASES)).isEqualTo(dark);
    }

    @Test
    void aLegendEntryHidesItsCurve() {
        browser.open(folder.resolve("full.html"), 1280, false);
        JsonNode before = browser.evaluate(CANVASES).get(0);
        browser.evaluate("document.querySelector('#fit .legend button').click()");
        browser.settle();
        assertThat(browser.evaluate(CANVASES).get(0)).isNotEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(ints = {1280, 360})
    void theCursorReadsValues(int width) {
        browser.open(folder.resolve("full.html"), width, false);
        browser.evaluate("""
                (() => {
                  const over = document.querySelector("#widths .u-over"), box = over.getBoundingClientRect();
                  for (const type of ["mouseenter", "mousemove"])
                    over.dispatchEvent(new MouseEvent(type, {bubbles: true, clientX: box.left + box.width * 0.055, clientY: box.top + 50}));
                })()""");
        browser.settle();
        assertThat(browser.evaluate("document.querySelector('#widths .tooltip').innerText")
                        .asString())
                .contains("m\u00a0=\u00a0500")
                .contains("0.120\u00a0±\u00a00.020");
        assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
                .isEqualTo(width);
    }

    @Test
    void printsSmallMultiplesInsteadOfTheSlider() throws Exception {
        browser.open(folder.resolve("full.html"), 1280, true);
        byte[] pdf = browser.pdf();
        keep("full.pdf", pdf);
        browser.evaluate("dispatchEvent(new Event('beforeprint'))");
        browser.settle();
        assertThat(browser.evaluate("document.querySelectorAll('.print-only canvas').length")
                        .asInt())
                .isEqualTo(4);
        assertThat(browser.complaints()).isEmpty();
    }

    /** Pictures for a look with one's own eyes, where -Dreport.pictures=FOLDER asks for them. */
    private static void keep(String name) throws Exception {
        if (System.getProperty("report.pictures") != null) {
            keep(name, browser.screenshot());
        }
    }

    private static void keep(String name, byte[] bytes) throws Exception {
        String pictures = System.getProperty("report.pictures");
        if (pictures != null) {
            Files.createDirectories(Path.of(pictures));
            Files.write(Path.of(pictures, name), bytes);
        }
    }
}
