package org.fprinciple.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.fprinciple.InsufficientResourceException;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.Memory;
import org.fprinciple.backend.Processor;
import org.fprinciple.backend.cpu.CpuBackend;
import org.fprinciple.backend.cuda.CudaProbe;
import org.fprinciple.report.Figure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lfp doctor}: what runs here. */
@Command(
        name = "doctor",
        description = "Says what runs on this machine, and why a backend does not.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class DoctorCommand implements Runnable {
    @Option(names = "--json", description = "Print it as JSON.")
    private boolean json;

    @Override
    public void run() {
        Map<String, String> findings = findings();
        if (json) {
            System.out.println(Manifest.JSON.writeValueAsString(findings));
            return;
        }
        findings.forEach((what, found) -> System.out.printf("%-14s  %s%n", what, found));
    }

    private static Map<String, String> findings() {
        Map<String, String> findings = new LinkedHashMap<>();
        findings.put("lfp", Version.NUMBER + ", commit " + Version.commit());
        findings.put(
                "Java",
                System.getProperty("java.version") + ", " + System.getProperty("java.vendor") + ", "
                        + System.getProperty("java.home"));
        String plain = CpuBackend.vectorRefusal();
        findings.put(
                "training steps",
                CpuBackend.netLoops() + (plain == null ? "" : ", since the Vector API does not serve: " + plain));
        findings.put("CPU", Processor.name() + ", " + Runtime.getRuntime().availableProcessors() + " core(s)");
        findings.put(
                "memory",
                Memory.text(Memory.available()) + " can be had, heap limit "
                        + Memory.text((double) Runtime.getRuntime().maxMemory()));
        findings.put("EJML", "dense matrices to n = " + CpuBackend.EJML_LIMIT);
        String refusal = CpuBackend.openBlasRefusal();
        findings.put(
                "OpenBLAS",
                refusal == null ? "dense matrices beyond, one fixed thread" : "refused: " + refusal + "; EJML serves");
        CudaProbe cuda = CudaProbe.look();
        findings.put(
                "CUDA driver",
                cuda.refusal() != null
                        ? "refused: " + cuda.refusal()
                        : "CUDA " + CudaProbe.version(cuda.driver()) + ", " + String.join(", ", cuda.devices()));
        findings.put("cuFFT", cuda.cufft() == null ? "not found" : cuda.cufft().toString());
        findings.put("figures", figures());
        findings.put("--backend auto", auto(cuda));
        return findings;
    }

    private static String auto(CudaProbe cuda) {
        if (cuda.refusal() != null) {
            return "cpu: " + cuda.refusal();
        }
        try (Backend backend = Backend.cuda(1)) {
            return "cuda, with " + backend.transforms() + "; cpu for dense factorisations and for training";
        } catch (InsufficientResourceException e) {
            return "cpu: " + e.getMessage();
        }
    }

    private static String figures() {
        if (!OutputOptions.canDraw()) {
            return "refused: this Java has no java.desktop";
        }
        try {
            Path folder = Files.createTempDirectory("lfp-doctor");
            Path base = folder.resolve("figure");
            try {
                Figure figure = org.fprinciple.report.Figures.loss(new double[] {1, 2}, new double[] {2, 1});
                figure.write(base);
                return "PNG and SVG";
            } finally {
                Files.deleteIfExists(folder.resolve("figure.png"));
                Files.deleteIfExists(folder.resolve("figure.svg"));
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            return "refused: " + e.getMessage();
        }
    }
}
