package org.fprinciple.report;

import java.awt.Dimension;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.RenderedImage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.apache.batik.dom.GenericDOMImplementation;
import org.apache.batik.svggen.ImageHandlerBase64Encoder;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGGraphics2DIOException;
import org.apache.batik.svggen.SimpleImageHandler;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Writes a figure as a bitmap and as a vector graphic; the same figure gives the same bytes. */
final class FigureWriter {
    /** Size of a figure in user-space units; the SVG's nominal size in pixels. */
    static final int WIDTH = 800;

    static final int HEIGHT = 500;

    /** Bitmap pixels per user-space unit. */
    static final int PNG_SCALE = 2;

    private static final String NO_FONTS = "figures need fonts: install fontconfig and a font, "
            + "for example fonts-dejavu-core, or use --no-figures";

    private FigureWriter() {}

    /**
     * Writes {@code base.png} (1600 × 1000 pixels) and {@code base.svg}, replacing what is there.
     *
     * @throws IOException if a file cannot be written, or if this Java runtime has no fonts
     */
    static void write(Figure figure, Path base) throws IOException {
        requireFonts();
        Path absolute = base.toAbsolutePath();
        Path parent = absolute.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        writePng(figure, absolute.resolveSibling(base.getFileName() + ".png"));
        writeSvg(figure, absolute.resolveSibling(base.getFileName() + ".svg"));
    }

    private static void writePng(Figure figure, Path file) throws IOException {
        BufferedImage image = new BufferedImage(WIDTH * PNG_SCALE, HEIGHT * PNG_SCALE, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.scale(PNG_SCALE, PNG_SCALE);
        figure.paint(g, WIDTH, HEIGHT);
        g.dispose();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            ImageIO.write(image, "png", out);
        }
    }

    private static void writeSvg(Figure figure, Path file) throws IOException {
        Document document = GenericDOMImplementation.getDOMImplementation()
                .createDocument(SVGGraphics2D.SVG_NAMESPACE_URI, "svg", null);
        // Text as outlines: the reader of a paper need not have our fonts, and ‖û‖ or 10⁻³ look the same everywhere.
        SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
        context.setGenericImageHandler(new SimpleImageHandler(new EmbeddedPng()));
        SVGGraphics2D g = new SVGGraphics2D(context, true);
        g.setSVGCanvasSize(new Dimension(WIDTH, HEIGHT));
        figure.paint(g, WIDTH, HEIGHT);
        Element root = g.getRoot();
        root.setAttribute("viewBox", "0 0 " + WIDTH + " " + HEIGHT);
        // Not Batik's own output: that names a DTD on the web, which some readers would fetch.
        try (OutputStream out = Files.newOutputStream(file)) {
            TransformerFactory.newDefaultInstance()
                    .newTransformer()
                    .transform(new DOMSource(root), new StreamResult(new BufferedOutputStream(out)));
        } catch (TransformerException e) {
            throw new IOException("cannot write " + file, e);
        }
    }

    /** Without fonts AWT fails deep inside, with any of many Errors; measuring one letter tells before painting. */
    private static void requireFonts() throws IOException {
        try {
            Text.width("x", Text.LABEL);
        } catch (RuntimeException | Error e) {
            throw new IOException(NO_FONTS, e);
        }
    }

    /** Puts a raster into the SVG document itself; Batik would do so with an image codec of its own. */
    private static final class EmbeddedPng extends ImageHandlerBase64Encoder {
        @Override
        public void encodeImage(RenderedImage image, OutputStream out) throws SVGGraphics2DIOException {
            try {
                ImageIO.write(image, "png", out);
            } catch (IOException e) {
                throw new SVGGraphics2DIOException(e.getMessage(), e);
            }
        }
    }
}
