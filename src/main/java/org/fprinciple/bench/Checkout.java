package org.fprinciple.bench;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import org.jspecify.annotations.Nullable;

/** The checkout that this program was built in, or the distribution: it holds the cases, the data and the peers' sources. */
public final class Checkout {
    private Checkout() {}

    /** The first folder above the program's classes that has {@code validation/peers}, or null. */
    public static @Nullable Path find() {
        CodeSource source = Checkout.class.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return null;
        }
        try {
            Path folder = Path.of(source.getLocation().toURI());
            while (folder != null
                    && !Files.isDirectory(folder.resolve("validation").resolve("peers"))) {
                folder = folder.getParent();
            }
            return folder;
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
