package org.fprinciple.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version and the commit that this is. */
final class Version implements IVersionProvider {
    static final String NUMBER = read();

    private static String read() {
        Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("/lfp.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            // A broken jar still runs; it only cannot say which version it is.
        }
        return properties.getProperty("version", "unknown");
    }

    /** The commit, which the launcher knows where it runs in a checkout. */
    static String commit() {
        String commit = System.getenv("LFP_COMMIT");
        return commit == null || commit.isBlank() ? "unknown" : commit;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"lfp " + NUMBER};
    }
}
