package org.fprinciple.distribution;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Jars as a distribution has them: uncompressed, since the archive compresses all of them together, and thinned. */
final class Jars {
    /** What no class of the program loads: other bindings of OpenBLAS, its headers, other libraries of CUDA, GraalVM's lists. */
    private static final Pattern UNUSED = Pattern.compile("lib/lib(JNvPTXCompiler|JNvrtc|JCudaRuntime)-.*"
            + "|org/bytedeco/openblas/(linux-x86_64/(libjniopenblas_full\\.so|(include|lib)/.*)|.*/openblas_full.*)"
            + "|META-INF/native-image/.*");

    private Jars() {}

    /** Copies a jar without what is unused. */
    static void thin(Path from, Path to) throws IOException {
        try (ZipFile jar = new ZipFile(from.toFile());
                ZipOutputStream out = open(to)) {
            Enumeration<? extends ZipEntry> entries = jar.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                if (!entry.isDirectory() && !UNUSED.matcher(entry.getName()).matches()) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        add(out, entry.getName(), in.readAllBytes());
                    }
                }
            }
        }
    }

    /** A jar of a folder of classes. */
    static void pack(Path classes, Path to) throws IOException {
        try (ZipOutputStream out = open(to)) {
            addAll(out, classes);
        }
    }

    /**
     * The same that {@code java -jar} runs.
     *
     * @param libraries the class path, relative to the jar
     */
    static void pack(Path classes, String mainClass, List<String> libraries, Path to) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, mainClass);
        attributes.put(Attributes.Name.CLASS_PATH, String.join(" ", libraries));
        attributes.put(new Attributes.Name("Enable-Native-Access"), "ALL-UNNAMED");
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        manifest.write(bytes);
        try (ZipOutputStream out = open(to)) {
            add(out, "META-INF/MANIFEST.MF", bytes.toByteArray());
            addAll(out, classes);
        }
    }

    private static ZipOutputStream open(Path jar) throws IOException {
        return new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(jar)));
    }

    private static void addAll(ZipOutputStream out, Path classes) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> tree = Files.walk(classes)) {
            tree.filter(Files::isRegularFile).sorted().forEach(files::add);
        }
        for (Path file : files) {
            add(out, classes.relativize(file).toString(), Files.readAllBytes(file));
        }
    }

    private static void add(ZipOutputStream out, String name, byte[] content) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        entry.setTime(0);
        out.putNextEntry(entry);
        out.write(content);
        out.closeEntry();
    }
}
