package org.fprinciple.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.fprinciple.report.Figure;
import org.fprinciple.report.ValidationFigures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Beside the page's tests, whose toy models it draws. */
class ValidationFiguresTest {
    @TempDir
    Path folder;

    @Test
    void everyPartHasItsFigures() throws Exception {
        Map<String, Figure> figures = ValidationFigures.of(ToyReports.full());
        assertThat(figures.keySet())
                .containsExactly("fit", "differences", "loss", "frequency-maps", "half-lives", "width-scan");
        write("full-", figures);
        for (String name : figures.keySet()) {
            BufferedImage image =
                    ImageIO.read(folder.resolve("full-" + name + ".png").toFile());
            // Colours of the rungs or of the map: a figure of axes alone is grey.
            long coloured = Stream.iterate(0, i -> i < image.getWidth() * image.getHeight(), i -> i + 1)
                    .map(i -> image.getRGB(i % image.getWidth(), i / image.getWidth()))
                    .filter(rgb -> Math.abs((rgb >> 16 & 0xff) - (rgb & 0xff)) > 60)
                    .count();
            assertThat(coloured).as(name).isGreaterThan(800);
            assertThat(Files.readString(folder.resolve("full-" + name + ".svg")))
                    .contains("<svg");
        }
    }

    @Test
    void mapsAndParitiesToo() throws Exception {
        write("maps-", ValidationFigures.of(ToyReports.maps()));
        write("parity-", ValidationFigures.of(ToyReports.parity()));
        assertThat(folder.resolve("maps-fit.svg")).isNotEmptyFile();
        assertThat(folder.resolve("parity-fit.svg")).isNotEmptyFile();
    }

    @Test
    void nothingIsDrawnOfAnAbsentPart() {
        assertThat(ValidationFigures.of(ToyReports.bare())).isEmpty();
    }

    @Test
    void whatIsNotKnownLeavesAGap() throws Exception {
        write("odd-", ValidationFigures.of(ToyReports.odd()));
        assertThat(folder.resolve("odd-width-scan.png")).isNotEmptyFile();
    }

    private void write(String prefix, Map<String, Figure> figures) throws Exception {
        for (Map.Entry<String, Figure> figure : figures.entrySet()) {
            figure.getValue().write(folder.resolve(prefix + figure.getKey()));
            String pictures = System.getProperty("report.pictures");
            if (pictures != null) {
                Files.createDirectories(Path.of(pictures));
                String name = prefix + figure.getKey() + ".png";
                Files.write(Path.of(pictures, "figure-" + name), Files.readAllBytes(folder.resolve(name)));
            }
        }
    }
}
