package org.fprinciple.distribution;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.fprinciple.Progress;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Writes a folder as a tar.xz, with its links, its times and which files are programs. */
final class TarXz {
    private TarXz() {}

    /**
     * Writes it; names begin with the folder's own.
     *
     * @param preset of xz, 0 (fastest) to 9 (smallest)
     */
    static void write(Path folder, Path file, int preset, Progress progress) throws IOException {
        List<Path> paths;
        try (Stream<Path> tree = Files.walk(folder)) {
            paths = tree.sorted().toList();
        }
        long bytes = 0;
        for (Path path : paths) {
            bytes += Files.isRegularFile(path) ? Files.size(path) : 0;
        }
        progress.phase("compressing", bytes);
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(
                new XZOutputStream(new BufferedOutputStream(Files.newOutputStream(file)), new LZMA2Options(preset)))) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (Path path : paths) {
                add(
                        tar,
                        path,
                        folder.getFileName().resolve(folder.relativize(path)).toString());
                progress.advance(Files.isRegularFile(path) ? Files.size(path) : 0);
            }
        }
    }

    private static void add(TarArchiveOutputStream tar, Path path, String name) throws IOException {
        TarArchiveEntry entry;
        if (Files.isSymbolicLink(path)) {
            entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
            entry.setLinkName(Files.readSymbolicLink(path).toString());
        } else {
            entry = new TarArchiveEntry(name + (Files.isDirectory(path) ? "/" : ""));
            entry.setSize(Files.isDirectory(path) ? 0 : Files.size(path));
            entry.setMode(Files.isDirectory(path) || program(path) ? 0755 : 0644);
            // The class archive holds the jars' times, in seconds.
            entry.setModTime(Files.getLastModifiedTime(path).toMillis() / 1000 * 1000);
        }
        tar.putArchiveEntry(entry);
        if (entry.isFile() && !entry.isSymbolicLink()) {
            Files.copy(path, tar);
        }
        tar.closeArchiveEntry();
    }

    private static boolean program(Path path) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
        return permissions.contains(PosixFilePermission.OWNER_EXECUTE);
    }
}
