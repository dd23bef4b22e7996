package org.fprinciple.cli;

import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The result on stdout: a few lines for people, or JSON. */
final class Summary {
    private Summary() {}

    static void print(ObjectNode results, List<String> headline, Path folder, OutputOptions output) {
        if (output.json) {
            ObjectNode summary = results.deepCopy();
            summary.put("out", folder.toString());
            System.out.println(Manifest.JSON.writeValueAsString(summary));
        } else if (!output.quiet) {
            int width = headline.stream().mapToInt(String::length).max().orElse(0);
            for (String key : headline) {
                JsonNode value = results.get(key);
                if (value != null && !value.isNull()) {
                    System.out.printf("%-" + width + "s  %s%n", key, text(value));
                }
            }
            System.out.println("results in " + folder);
        }
    }

    private static String text(JsonNode value) {
        return value.isFloatingPointNumber()
                ? String.format(java.util.Locale.ROOT, "%.6g", value.doubleValue())
                : value.asString();
    }
}
