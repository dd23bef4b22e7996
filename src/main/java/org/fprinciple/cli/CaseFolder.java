package org.fprinciple.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.fprinciple.InvalidInputException;
import org.fprinciple.bench.Checkout;
import org.fprinciple.io.Names;
import org.fprinciple.validate.Case;
import org.fprinciple.validate.CaseReader;

/** The cases that come with the program: validation/cases of the working folder, else of the program's own. */
final class CaseFolder {
    private static final Path PLACE = Path.of("validation", "cases");

    private CaseFolder() {}

    /** All cases, by name. */
    static List<Path> cases() throws IOException {
        Path folder = folder();
        if (!Files.isDirectory(folder)) {
            throw new InvalidInputException("There is no folder " + folder + ": name the files of cases.");
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    private static Path folder() {
        if (Files.isDirectory(PLACE)) {
            return PLACE;
        }
        Path checkout = Checkout.find();
        return checkout == null ? PLACE : checkout.resolve(PLACE);
    }

    /** The file of a case that was named by its path, or by its name alone. */
    static Path find(Path named) throws IOException {
        if (Files.exists(named) || named.getNameCount() > 1 || !Files.isDirectory(folder())) {
            return named;
        }
        String wanted = CaseRun.name(named);
        List<Path> all = cases();
        return all.stream()
                .filter(file -> CaseRun.name(file).equals(wanted))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("There is no case \"" + wanted + "\""
                        + Names.didYouMean(
                                wanted, all.stream().map(CaseRun::name).toList())));
    }

    /** Lists them on stdout. */
    static void list(OutputOptions output) throws IOException {
        var rows = Manifest.JSON.createArrayNode();
        for (Path file : cases()) {
            Case of = CaseReader.read(file, false, List.of());
            String title =
                    of.because() == null ? of.title() : of.title() + " (fails: " + Choice.word(of.because()) + ")";
            if (output.json) {
                rows.addObject()
                        .put("case", CaseRun.name(file))
                        .put("file", file.toString())
                        .put("title", of.title())
                        .put("expect", Choice.word(of.expect()));
            } else {
                System.out.printf("%-22s %s%n", CaseRun.name(file), title);
            }
        }
        if (output.json) {
            System.out.println(Manifest.JSON.writeValueAsString(rows));
        } else {
            System.out.println("Run one: ./lfp validate " + PLACE.resolve("cubic-1d.yaml"));
        }
    }
}
