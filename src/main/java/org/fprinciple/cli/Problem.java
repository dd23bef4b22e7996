package org.fprinciple.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.InvalidInputException;
import org.fprinciple.backend.Backend;
import org.fprinciple.bound.KnownTarget;
import org.fprinciple.bound.LimitBounds;
import org.fprinciple.bound.Region;
import org.fprinciple.operator.BoxKernel;
import org.fprinciple.operator.BoxTruncation;
import org.fprinciple.operator.InfiniteWidthKernel;
import org.fprinciple.operator.Kernel;
import org.fprinciple.operator.LfpOperator;
import org.fprinciple.operator.ModeGrid;
import org.fprinciple.operator.PolyharmonicWeight;
import org.fprinciple.operator.ZeroMode;
import org.fprinciple.problem.Activation;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.InitLaw;
import org.fprinciple.problem.ParameterLaw;
import org.fprinciple.problem.Parametrisation;
import org.fprinciple.problem.PointFunction;
import org.fprinciple.problem.SampleStream;
import org.fprinciple.problem.Samples;
import org.fprinciple.problem.Scaling;
import org.fprinciple.problem.Targets;
import org.fprinciple.problem.TwoLayerNet;
import org.fprinciple.solver.BoxSide;
import org.fprinciple.solver.Ridge;
import org.jspecify.annotations.Nullable;

/**
 * The options of a theory command, resolved: everything has been read and checked, and nothing has been written.
 *
 * @param data the samples, normalised where so wanted; some of them where they are read in chunks, being too many
 * @param samples all samples
 * @param size how many, duplicates counted
 * @param operator the LFP operator; null for the infinite-width kernel
 * @param kernel the kernel of training
 * @param law the init law in full; null where the weight was given, or a net
 * @param start h_ini
 * @param widthFactor m s², the factor of theory's time
 * @param evaluation where h is wanted
 * @param boxTolerance what a box that the program chose may cost; infinite where it did not choose
 * @param files the files that were read
 * @param generator what drew the samples; null where they came from a file
 */
record Problem(
        Dataset data,
        Samples samples,
        long size,
        @Nullable LfpOperator operator,
        Kernel kernel,
        @Nullable InitLaw law,
        PointFunction start,
        double widthFactor,
        EvaluationSet evaluation,
        double boxTolerance,
        List<Path> files,
        @Nullable String generator) {

    private static final String FROM_NET = "from-net:";
    /** Files larger than this are read in chunks where the domain allows it. */
    private static final long CHUNKED_BYTES = Long.getLong("lfp.chunked.bytes", 64L << 20);

    static Problem resolve(ProblemOptions options, long seed) throws IOException {
        List<Path> files = new ArrayList<>();
        Source source = read(options, seed, files);
        Dataset data = source.data();
        if (data.normalisation().columns().contains("h")) {
            throw new InvalidInputException("An input column is named \"h\", as the prediction is: rename it.");
        }
        EvaluationSet evaluation = EvaluationSet.resolve(options.data.eval, data);
        if (options.data.eval != null && evaluation.axes() == null) {
            files.add(Path.of(options.data.eval));
        }

        Activation activation = options.net.activation();
        Parametrisation parametrisation = options.net.parametrisation();
        Scaling scaling = options.net.scaling();
        TwoLayerNet lawNet = null;
        LfpOperator operator;
        InitLaw law = null;
        if (options.weight != null) {
            operator = LfpOperator.ofWeight(weight(options, activation, data.dimension()));
        } else if (options.net.init != null && options.net.init.startsWith(FROM_NET)) {
            String[] parts = options.net.init.substring(FROM_NET.length()).split(",b=", 2);
            Path file = Path.of(parts[0]);
            lawNet = net(file, "--init", data, files);
            if (activation == Activation.TANH) {
                throw new InvalidInputException("--init from-net serves ReLU nets: for --activation tanh give the law"
                        + " itself, such as a=normal(1),w=normal(1),b=normal(3).");
            }
            operator =
                    LfpOperator.ofNet(lawNet, parametrisation, parts.length == 1 ? null : ParameterLaw.parse(parts[1]));
        } else {
            law = options.net.law();
            operator = LfpOperator.of(law, activation, parametrisation, data.dimension());
        }
        TwoLayerNet startNet = options.initialNet == null ? null : net(options.initialNet, "--h-ini", data, files);
        long width = width(options, scaling, startNet, lawNet);
        double factor = scaling.factor(width);
        PointFunction start =
                startNet == null ? PointFunction.ZERO : x -> startNet.evaluate(x, activation, parametrisation, factor);

        String kind = Choice.of("--operator", options.operator, "simplified", "exact", "infinite-width");
        double widthFactor = width * factor * factor;
        if (kind.equals("infinite-width")) {
            Kernel kernel = infiniteWidth(options, law, activation, parametrisation, data.dimension());
            return new Problem(
                    data,
                    source.samples(),
                    source.size(),
                    null,
                    kernel,
                    law,
                    start,
                    widthFactor,
                    evaluation,
                    Double.POSITIVE_INFINITY,
                    files,
                    options.data.generator());
        }
        LfpOperator shaped = kind.equals("exact") ? operator.exact() : operator;
        shaped = domain(options, shaped.zeroMode(zeroMode(options.zeroMode)), data, source.size(), evaluation, start);
        Kernel kernel = shaped.kernel();
        kernel.requireCovers(data.bounds(), evaluation.unit());
        return new Problem(
                data,
                source.samples(),
                source.size(),
                shaped,
                kernel,
                law,
                start,
                widthFactor,
                evaluation,
                options.choosesBox() ? boxTolerance(options) : Double.POSITIVE_INFINITY,
                files,
                options.data.generator());
    }

    /** The samples, and those of them that are in memory. */
    private record Source(Dataset data, Samples samples, long size) {
        static Source of(Dataset data) {
            return new Source(data, data, data.size());
        }
    }

    private static Source read(ProblemOptions options, long seed, List<Path> files) throws IOException {
        // Only the modes of a box can do with samples that are seen once.
        if (options.data.data != null && options.domain.startsWith("box") && large(options.data.data)) {
            files.add(options.data.data);
            SampleStream raw = SampleStream.open(options.data.data, options.data.target);
            SampleStream stream = options.data.unit() ? raw.normalised() : raw;
            return new Source(stream.preview(), stream, stream.rows());
        }
        return Source.of(options.data.samples(seed, files));
    }

    private static boolean large(Path file) throws IOException {
        return Files.isRegularFile(file) && Files.size(file) > CHUNKED_BYTES;
    }

    private static PolyharmonicWeight weight(ProblemOptions options, Activation activation, int dimension) {
        if (options.net.init != null) {
            throw new InvalidInputException("--weight and --init exclude each other: give one of them.");
        }
        if (activation != Activation.RELU) {
            throw new InvalidInputException("--weight A,B is the form of ReLU: leave --activation out.");
        }
        double[] ab = DataOptions.pair("--weight", java.util.Objects.requireNonNull(options.weight));
        return new PolyharmonicWeight(dimension, ab[0], ab[1]);
    }

    private static TwoLayerNet net(Path file, String option, Dataset data, List<Path> files) throws IOException {
        TwoLayerNet net = TwoLayerNet.npz(file);
        if (net.dimension() != data.dimension()) {
            throw new InvalidInputException(option + " " + file + " has " + net.dimension()
                    + " input(s) (w is (m,d)), but the data have " + data.dimension() + ".");
        }
        files.add(file);
        return net;
    }

    private static long width(
            ProblemOptions options, Scaling scaling, @Nullable TwoLayerNet start, @Nullable TwoLayerNet law) {
        TwoLayerNet net = start != null ? start : law;
        if (options.net.width != null) {
            if (options.net.width < 1) {
                throw new InvalidInputException(
                        "--width " + options.net.width + " is refused: at least 1 neuron is needed.");
            }
            if (start != null && options.net.width != start.width()) {
                throw new InvalidInputException("--width " + options.net.width
                        + " contradicts the net of --h-ini, which has " + start.width() + ".");
            }
            return options.net.width;
        }
        if (net != null) {
            return net.width();
        }
        if (scaling == Scaling.STANDARD) {
            throw new InvalidInputException(
                    "--scaling standard needs --width, since theory's time counts the neurons.");
        }
        return 1;
    }

    private static Kernel infiniteWidth(
            ProblemOptions options,
            @Nullable InitLaw law,
            Activation activation,
            Parametrisation parametrisation,
            int dimension) {
        if (law == null || activation != Activation.RELU || parametrisation != Parametrisation.STANDARD_BIAS) {
            throw new InvalidInputException(
                    "--operator infinite-width needs an init law of a ReLU net with biases in the"
                            + " standard place.");
        }
        if (!options.domain.equals("space") || !options.zeroMode.equals("free")) {
            throw new InvalidInputException("--operator infinite-width knows no --domain and no --zero-mode: its kernel"
                    + " is on R^d and complete.");
        }
        return InfiniteWidthKernel.of(law, dimension);
    }

    private static ZeroMode zeroMode(String text) {
        if (text.equals("free")) {
            return ZeroMode.FREE;
        }
        if (text.equals("law")) {
            return ZeroMode.LAW;
        }
        try {
            return ZeroMode.of(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            throw new InvalidInputException(
                    "--zero-mode " + text + " is not understood: write free, law, or a positive number.", e);
        }
    }

    private static double boxTolerance(ProblemOptions options) {
        return options.boxTolerance == null ? 1e-2 : options.boxTolerance;
    }

    private static LfpOperator domain(
            ProblemOptions options,
            LfpOperator operator,
            Dataset data,
            long samples,
            EvaluationSet evaluation,
            PointFunction start) {
        if (options.boxTolerance != null && !options.choosesBox()) {
            throw new InvalidInputException(
                    "--box-tol is for what is chosen: add --domain box:auto or --modes auto, or leave it out.");
        }
        double tolerance = boxTolerance(options);
        if (!(tolerance > 0 && tolerance < 1)) {
            throw new InvalidInputException(
                    "--box-tol " + options.boxTolerance + " is refused: it must be above 0 and below 1.");
        }
        if (options.domain.equals("space")) {
            if (options.modes != null) {
                throw new InvalidInputException("--modes belongs to a box: add --domain box:L, or leave it out.");
            }
            return operator.inSpace();
        }
        if (!options.domain.startsWith("box:")) {
            throw new InvalidInputException(
                    "--domain " + options.domain + " is not understood: write space, box:L or box:auto.");
        }
        String size = options.domain.substring(4);
        // More than three inputs are refused before anything is made of them.
        ModeGrid.requireDimension(data.dimension());
        double span = BoxChoice.span(data.bounds(), evaluation.unit());
        double side;
        try {
            side = size.equals("auto")
                    ? BoxSide.of(operator, data, samples, evaluation.unit(), start, Backend.auto())
                            .choose(span, tolerance)
                    : Double.parseDouble(size);
        } catch (NumberFormatException e) {
            throw new InvalidInputException(
                    "--domain " + options.domain + " is not understood: write box:L with a number, such as box:4.", e);
        }
        if (options.modes == null || options.modes.equals("auto")) {
            return BoxChoice.withModes(operator, side, samples, span, tolerance);
        }
        try {
            return operator.onBox(side, Integer.parseInt(options.modes));
        } catch (NumberFormatException e) {
            throw new InvalidInputException(
                    "--modes " + options.modes + " is not understood: write an even number, or auto.", e);
        }
    }

    /**
     * What the error of the limit on these samples is bounded by.
     *
     * @param delta the probability that a bound of the mean error fails
     */
    LimitBounds.Setting bounded(ProblemOptions options, Ridge ridge, double delta, long seed) {
        KnownTarget target = null;
        Region region = Region.of(data.bounds());
        if (options.data.targetFunction != null) {
            double[] domain = options.data.domain();
            target = new KnownTarget(
                    Targets.parse(options.data.targetFunction), data.normalisation(), domain[0], domain[1]);
            region = target.region();
            kernel.requireCovers(region.corners());
        }
        return new LimitBounds.Setting(
                kernel, operator, start, target, region, evaluation.unit(), ridge, options.tolerance, delta, seed);
    }

    /** The largest |x|² among samples and evaluation points, for a box's error estimate. */
    private double largestSquare() {
        return Math.max(
                BoxTruncation.largestSquare(samples == data ? data.inputs() : data.bounds()),
                BoxTruncation.largestSquare(evaluation.unit()));
    }

    /** The error of the infinite-width kernel's quadrature on up to 40 samples, relative; 0 where there is none. */
    double quadratureError() {
        if (!(kernel instanceof InfiniteWidthKernel reference)) {
            return 0;
        }
        DMatrixRMaj some = data.inputs().copy();
        some.reshape(Math.min(40, some.numRows), some.numCols, true);
        return reference.quadratureError(some);
    }

    /**
     * Checks a prediction before it is written.
     *
     * @throws InvalidInputException if a value is not finite
     */
    void requireFinite(double[] h) {
        for (int i = 0; i < h.length; i++) {
            if (!Double.isFinite(h[i])) {
                throw new InvalidInputException("h is " + h[i] + " at evaluation point " + (i + 1) + " of " + h.length
                        + ": the numbers leave the range of float64, so take evaluation points nearer to the data, or data,"
                        + " a law or a net nearer to 1.");
            }
        }
    }

    /** Root mean square of h − h_ini over the evaluation points, normalised units. */
    double distance(double[] h) {
        double[] initial = start.at(evaluation.unit());
        double sum = 0;
        for (int i = 0; i < h.length; i++) {
            sum += (h[i] - initial[i]) * (h[i] - initial[i]);
        }
        return Math.sqrt(sum / h.length);
    }

    /** What the modes beyond the box's grid hold of the kernel, absolute and relative; null on R^d. */
    double @Nullable [] truncation() {
        if (!(kernel instanceof BoxKernel box)) {
            return null;
        }
        double square = largestSquare();
        double tail = box.truncation().kernelTail(square);
        return new double[] {tail, tail / (tail + box.truncation().kernelDiagonal(square))};
    }
}
