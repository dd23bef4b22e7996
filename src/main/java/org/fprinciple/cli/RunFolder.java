package org.fprinciple.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.fprinciple.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a run. Files are written into a hidden folder beside it, which takes its name only when everything is
 * complete; on failure and on Ctrl-C the hidden folder goes.
 */
final class RunFolder implements AutoCloseable {
    /** The names that runs write. */
    private static final Pattern OURS =
            Pattern.compile("(run|bench|bound|verdict)\\.json|report\\.html|growth-(n|modes)\\.(png|svg)"
                    + "|(prediction|pointwise|bound|trajectory|half-life|spectrum|loss|laziness|ladder|fit|differences"
                    + "|(frequency-maps|half-lives)(-\\d+)?|width-scan|net(-\\d+)?|residual-spectrum(-\\d+)?)"
                    + "\\.(csv|npz|png|svg)|lfp-[0-9.]+-linux-x86_64(\\.tar\\.xz)?");

    private static final int ATTEMPTS = 10;
    private static final long PAUSE_MILLIS = 100;

    private final Path folder;
    private final Path shown;
    private final boolean force;
    private final Path staging;
    private final Path parent;
    private @Nullable Thread hook;

    private RunFolder(Path folder, boolean force, Path parent) throws IOException {
        this.parent = parent;
        String name = ".partial-" + ProcessHandle.current().pid();
        this.force = force;
        // Where the folder is there already it may be a link, or on another file system than its parent: stage inside
        // it.
        this.folder = Files.isDirectory(folder) ? folder.toRealPath() : folder;
        this.shown = folder;
        this.staging = Files.isDirectory(folder)
                ? this.folder.resolve(name)
                : folder.toAbsolutePath().resolveSibling("." + folder.getFileName() + name);
    }

    /**
     * Checks where the run will go; nothing is written before the first {@link #file}.
     *
     * @throws InvalidInputException if the folder exists and may not be used, or its place cannot be written
     */
    static RunFolder plan(OutputOptions options, String command) throws IOException {
        return plan(choose(options.out, command), options.force);
    }

    /** The folder asked for, or a new one. */
    static Path choose(@Nullable Path out, String command) {
        Path folder = out;
        if (folder == null) {
            String time = LocalDateTime.now(java.time.ZoneId.systemDefault())
                    .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT));
            folder = Path.of("runs", command + "-" + time);
            for (int i = 2; Files.exists(folder); i++) {
                folder = Path.of("runs", command + "-" + time + "-" + i);
            }
        }
        return folder;
    }

    /** The same for a folder that was chosen. */
    static RunFolder plan(Path folder, boolean force) throws IOException {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new InvalidInputException("--out " + folder + " is a file: name a folder.");
        } else if (Files.exists(folder) && !force) {
            throw new InvalidInputException("The output folder " + folder
                    + " exists: name another with --out, or add --force to write into it.");
        } else if (folder.getFileName() == null || folder.normalize().toString().isEmpty()) {
            throw new InvalidInputException("--out " + folder + " has no name of its own: name a folder.");
        }
        if (Files.isSymbolicLink(folder) && !Files.exists(folder)) {
            throw new InvalidInputException("--out " + folder + " is a link that leads nowhere: name a folder.");
        }
        Path parent = Files.exists(folder) ? folder : folder.toAbsolutePath().getParent();
        while (parent != null && !Files.exists(parent)) {
            parent = parent.getParent();
        }
        if (parent == null || !Files.isDirectory(parent) || !Files.isWritable(parent)) {
            throw new InvalidInputException(
                    "--out " + folder + " cannot be made: " + parent + " is no folder that can be" + " written.");
        }
        return new RunFolder(folder, force, parent);
    }

    /** Where the run will be. */
    Path path() {
        return shown;
    }

    /** The folder that is there already in which it will be, or itself where it is there. */
    Path parent() {
        return parent;
    }

    /** Where to write the file that will have this name. */
    Path file(String name) throws IOException {
        if (hook == null) {
            hook = new Thread(this::discard);
            Runtime.getRuntime().addShutdownHook(hook);
            // What a run that was killed left, under the same process number: containers give few.
            remove(staging);
            Files.createDirectories(staging);
        }
        return staging.resolve(name);
    }

    /** The names of the files so far, sorted. */
    List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(staging)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    /** Everything is complete: the files take their names. */
    void publish() throws IOException {
        if (Files.exists(folder)) {
            if (!force) {
                throw new FileAlreadyExistsException(folder + " (made by someone else while this ran)");
            }
            // What an earlier run left would pass for this one's.
            try (Stream<Path> earlier = Files.list(folder)) {
                for (Path stale : earlier.filter(
                                f -> OURS.matcher(f.getFileName().toString()).matches())
                        .toList()) {
                    remove(stale);
                }
            }
            for (String name : names()) {
                Files.move(
                        staging.resolve(name),
                        folder.resolve(name),
                        StandardCopyOption.REPLACE_EXISTING,
                        StandardCopyOption.ATOMIC_MOVE);
            }
            discard();
        } else {
            Files.move(staging, folder.toAbsolutePath(), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private void discard() {
        for (int attempt = 1; ; attempt++) {
            try {
                remove(staging);
                return;
            } catch (IOException | java.io.UncheckedIOException e) {
                if (attempt == ATTEMPTS || !pause()) {
                    System.err.println("lfp: the unfinished folder " + staging + " could not be removed.");
                    return;
                }
            }
        }
    }

    /** Lets what still writes there come to its end; false where this thread is to end. */
    private static boolean pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Removes a file, or a folder with all that it holds; nothing where there is none. */
    private static void remove(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    @Override
    public void close() {
        discard();
        if (hook != null) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The JVM is going down: the hook is running.
            }
        }
    }
}
