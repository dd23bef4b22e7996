package org.fprinciple.cli;

import java.nio.file.Path;
import org.fprinciple.InsufficientResourceException;
import org.fprinciple.InvalidInputException;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.cuda.CudaProbe;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where results go and what does the work. */
final class OutputOptions {
    @Option(names = "--out", paramLabel = "DIR", description = "The result's folder (default: runs/<command>-<time>).")
    @Nullable
    Path out;

    @Option(names = "--force", description = "Write into a folder that exists.")
    boolean force;

    @Option(names = "--json", description = "Print the summary as JSON on stdout.")
    boolean json;

    @Option(names = "--quiet", description = "Say nothing but errors.")
    boolean quiet;

    @Option(names = "--no-figures", description = "Make no pictures.")
    boolean noFigures;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "0",
            description = "Fixes whatever is drawn (default: 0).")
    long seed;

    @Option(names = "--threads", paramLabel = "T", description = "Threads (default: all cores).")
    @Nullable
    Integer threads;

    @Option(
            names = "--backend",
            paramLabel = "auto|cpu|cuda",
            defaultValue = "auto",
            description = "What computes (default: ${DEFAULT-VALUE}).")
    String backend = "auto";

    /** Whether this Java can draw: a distribution's may have no java.desktop. */
    static boolean canDraw() {
        return ModuleLayer.boot().findModule("java.desktop").isPresent();
    }

    /** Whether figures are to be drawn; says so where they are left out for want of java.desktop. */
    boolean figures(Log log) {
        if (!noFigures && !canDraw()) {
            log.say(
                    "figures are left out, as this Java has no java.desktop: ./lfp figures RUN draws them later, on a Java that has it");
        }
        return !noFigures && canDraw();
    }

    /** The backend and why it is that one. */
    record Chosen(Backend backend, String why) {}

    /** What computes. */
    Chosen backend() {
        String wanted = Choice.of("--backend", backend, "auto", "cpu", "cuda");
        int count = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        if (count < 1 || count > 4096) {
            throw new InvalidInputException("--threads " + count + " is refused: 1 to 4096 are possible.");
        }
        if (wanted.equals("cpu")) {
            return new Chosen(Backend.cpu(count), "as asked");
        }
        String reason = CudaProbe.look().refusal();
        if (reason == null) {
            try {
                return new Chosen(Backend.cuda(count), wanted.equals("cuda") ? "as asked" : "a CUDA device is there");
            } catch (InsufficientResourceException e) {
                if (wanted.equals("cuda")) {
                    throw e;
                }
                reason = String.valueOf(e.getMessage());
            }
        }
        if (wanted.equals("cuda")) {
            throw new InsufficientResourceException("--backend cuda cannot be had: " + reason + "; use --backend cpu.");
        }
        return new Chosen(Backend.cpu(count), reason);
    }
}
