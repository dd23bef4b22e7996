package org.fprinciple.backend.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import jcuda.JCudaVersion;
import jcuda.jcufft.JCufft;
import org.fprinciple.InsufficientResourceException;
import org.jspecify.annotations.Nullable;

/**
 * cuFFT of whatever major version is installed, under JCufft. JCufft's native library asks the dynamic linker for libcufft.so.10
 * and its symbol version; the functions that it uses are the same in later ones. So a private copy of it is made to ask
 * for the one that is there: its name in the table of strings, and the hash of the version's name (System V ABI).
 */
final class CufftLibrary {
    private static final String ASKED = "libcufft.so.10";
    private static final String[] MAJORS = {"13", "12", "11", "10"};
    private static final int STRING_TABLE = 3;
    private static final int VERSIONS_NEEDED = 0x6ffffffe;
    private static final int LOADED_TO_MEMORY = 2;

    private static @Nullable Path loaded;

    private CufftLibrary() {}

    /** The library, by its real name; null where there is none. */
    static @Nullable Path find(Stream<Path> folders) {
        return folders.flatMap(folder -> Stream.of(MAJORS).map(major -> folder.resolve("libcufft.so." + major)))
                .filter(Files::exists)
                .findFirst()
                .orElse(null);
    }

    /**
     * Loads it, once.
     *
     * @throws InsufficientResourceException if there is none, or it cannot be loaded
     */
    static synchronized Path load() {
        if (loaded != null) {
            return loaded;
        }
        Path file = find(CudaLibraries.folders());
        if (file == null) {
            throw new InsufficientResourceException(
                    "cuFFT (libcufft.so.10 to .13) was not found: install it, for example pip install nvidia-cufft-cu12, and"
                            + " name its folder in LD_LIBRARY_PATH, or use --backend cpu.");
        }
        try {
            // Now the linker knows it by its name, wherever it lies.
            System.load(file.toAbsolutePath().toString());
            String name = file.getFileName().toString();
            CudaLibraries.load(
                    folder -> Files.write(
                            folder.resolve("libJCufft-" + JCudaVersion.get() + "-linux-x86_64.so"),
                            asking(jcufft(), name)),
                    () -> JCufft.setExceptionsEnabled(false));
        } catch (LinkageError | IOException e) {
            throw new InsufficientResourceException(
                    file + " cannot be used: " + CudaProbe.firstLine(e) + "; use --backend cpu.", e);
        }
        loaded = file;
        return file;
    }

    private static byte[] jcufft() throws IOException {
        String resource = "/lib/libJCufft-11.8.0-linux-x86_64.so";
        try (InputStream in = JCufft.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("JCufft's native library is not in the class path");
            }
            return in.readAllBytes();
        }
    }

    /** A library that asks for another cuFFT, by a name of the same length. */
    static byte[] asking(byte[] library, String name) {
        byte[] from = ASKED.getBytes(StandardCharsets.US_ASCII);
        byte[] to = name.getBytes(StandardCharsets.US_ASCII);
        if (to.length != from.length) {
            throw new IllegalArgumentException(name);
        }
        byte[] patched = library.clone();
        ByteBuffer elf = ByteBuffer.wrap(patched).order(ByteOrder.LITTLE_ENDIAN);
        int sections = (int) elf.getLong(0x28);
        int sectionSize = elf.getShort(0x3a);
        int sectionCount = elf.getShort(0x3c);
        int changes = 0;
        for (int s = 0; s < sectionCount; s++) {
            int header = sections + s * sectionSize;
            int start = (int) elf.getLong(header + 24);
            int size = (int) elf.getLong(header + 32);
            int type = elf.getInt(header + 4);
            if (type == STRING_TABLE && (elf.getLong(header + 8) & LOADED_TO_MEMORY) != 0) {
                for (int i = start; i + from.length < start + size; i++) {
                    if (Arrays.equals(patched, i, i + from.length, from, 0, from.length)
                            && patched[i + from.length] == 0) {
                        System.arraycopy(to, 0, patched, i, to.length);
                        changes++;
                    }
                }
            } else if (type == VERSIONS_NEEDED) {
                changes += versions(elf, start, elf.getInt(header + 44), hash(from), hash(to));
            }
        }
        if (changes != 2) {
            throw new IllegalStateException("JCufft's native library is not laid out as expected: " + changes);
        }
        return patched;
    }

    /** Entries of libraries, each with a chain of entries of versions. */
    private static int versions(ByteBuffer elf, int start, int libraries, int from, int to) {
        int changes = 0;
        int library = start;
        for (int l = 0; l < libraries; l++) {
            int version = library + elf.getInt(library + 8);
            for (int v = 0; v < elf.getShort(library + 2); v++) {
                if (elf.getInt(version) == from) {
                    elf.putInt(version, to);
                    changes++;
                }
                version += elf.getInt(version + 12);
            }
            library += elf.getInt(library + 12);
        }
        return changes;
    }

    /** The System V ABI's hash of a name. */
    private static int hash(byte[] name) {
        int h = 0;
        for (byte c : name) {
            h = (h << 4) + c;
            int high = h & 0xf0000000;
            h ^= high >>> 24;
            h &= ~high;
        }
        return h;
    }
}
