package org.fprinciple.report.page;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes a {@link Report} as one HTML file under 3 MB that shows everything without a network: style, scripts and data are
 * inside. Long arrays are thinned evenly for the page, so that the full ones belong in files beside it.
 */
public final class ReportPage {
    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z]+)}}");
    private static final String UPLOT = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";
    private static final String[] SCRIPTS = {"format.js", "charts.js", "figures.js", "page.js"};

    private ReportPage() {}

    /** Writes the page, replacing what is there. */
    public static void write(Report report, Path file) throws IOException {
        Files.writeString(file, html(report));
    }

    static String html(Report report) throws IOException {
        Properties uplot = new Properties();
        uplot.load(new StringReader(resource(UPLOT)));
        String library = "/META-INF/resources/webjars/uplot/" + uplot.getProperty("version");
        StringBuilder script = new StringBuilder();
        for (String name : SCRIPTS) {
            script.append(resource(name));
        }
        Map<String, String> parts = Map.of(
                "title", escaped(report.head().title()),
                "license", resource(library + "/LICENSE").strip(),
                "librarystyle", resource(library + "/dist/uPlot.min.css"),
                "style", resource("page.css"),
                "model", ModelJson.of(Thinning.of(report)),
                "library", resource(library + "/dist/uPlot.iife.min.js"),
                "script", script.toString());
        return PLACE.matcher(resource("page.html"))
                .replaceAll(place -> Matcher.quoteReplacement(parts.get(place.group(1))));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new FileNotFoundException("the program lacks its own file " + name + ": build it again");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
