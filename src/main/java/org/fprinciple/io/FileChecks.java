package org.fprinciple.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fprinciple.InvalidInputException;

/** What can be wrong with a path before anything is read from it or written to it. */
public final class FileChecks {
    private static final int BUFFER_BYTES = 1 << 16;

    private FileChecks() {}

    /** Refuses a path that is not a readable file with something in it. */
    public static void requireContent(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new InvalidInputException(path + ": there is no such file; check its name and folder.");
        }
        if (Files.isDirectory(path)) {
            throw new InvalidInputException(path + ": this is a folder; name a file inside it.");
        }
        if (!Files.isReadable(path)) {
            throw new InvalidInputException(path + ": the file may not be read; change its permissions.");
        }
        if (Files.size(path) == 0) {
            throw new InvalidInputException(path + ": the file is empty; save the data again.");
        }
    }

    /** Opens a file for writing, replacing what it holds; refuses a path where no file can be made. */
    static OutputStream openForWriting(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw new InvalidInputException(path + ": this is a folder; name a file to write inside it.");
        }
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new InvalidInputException(path + ": its folder does not exist; create the folder first.");
        }
        try {
            return new BufferedOutputStream(Files.newOutputStream(path), BUFFER_BYTES);
        } catch (AccessDeniedException e) {
            throw new InvalidInputException(path + ": the file may not be written; choose another folder.", e);
        }
    }
}
