package org.fprinciple.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where an axis is marked.
 *
 * @param major values with a label, ascending
 * @param labels their labels
 * @param minor values with a short mark and no label
 */
record Ticks(List<Double> major, List<String> labels, List<Double> minor) {
    /** Multiples of 1, 2 or 5 times a power of ten that make at most {@code most} intervals (lo < hi). */
    static Ticks linear(double lo, double hi, int most) {
        double coarse = (hi - lo) / most;
        int exponent = (int) Math.floor(Math.log10(coarse));
        double mantissa = coarse / Math.pow(10, exponent);
        // The tolerance keeps 0…1 in five intervals at 0.2 although 1/5 is rounded.
        int nice = mantissa < 1 + 1e-9 ? 1 : mantissa < 2 + 1e-9 ? 2 : mantissa < 5 + 1e-9 ? 5 : 10;
        if (nice == 10) {
            nice = 1;
            exponent++;
        }
        BigDecimal step = BigDecimal.valueOf(nice).scaleByPowerOfTen(exponent);
        long first = (long) Math.ceil(lo / step.doubleValue() - 1e-9);
        long last = (long) Math.floor(hi / step.doubleValue() + 1e-9);
        List<BigDecimal> values = new ArrayList<>();
        for (long i = first; i <= last; i++) {
            values.add(step.multiply(BigDecimal.valueOf(i)));
        }
        return new Ticks(doubles(values), aligned(values, exponent), List.of());
    }

    /**
     * Powers of ten, with at most {@code most} intervals (0 < lo < hi). A range that holds fewer than two of them is
     * marked at 1, 2 and 5 times powers of ten; a still narrower one like a linear axis.
     */
    static Ticks log(double lo, double hi, int most) {
        int first = (int) Math.ceil(Math.log10(lo) - 1e-9);
        int last = (int) Math.floor(Math.log10(hi) + 1e-9);
        if (last > first) {
            int every = everyNth(last - first, most);
            int start = Math.floorDiv(first + every - 1, every) * every;
            List<Integer> decades = IntStream.iterate(start, d -> d <= last, d -> d + every)
                    .boxed()
                    .toList();
            return new Ticks(
                    decades.stream().map(d -> Math.pow(10, d)).toList(),
                    decades.stream().map(Ticks::powerOfTen).toList(),
                    every == 1
                            ? multiples(lo, hi, 2, 3, 4, 5, 6, 7, 8, 9)
                            : every <= 5 ? multiples(lo, hi, 1) : List.of());
        }
        List<Double> few = multiples(lo, hi, 1, 2, 5);
        if (few.size() < 2 || few.size() > most + 1) {
            return linear(lo, hi, most);
        }
        return new Ticks(
                few, few.stream().map(v -> number(v, 1)).toList(), multiples(lo, hi, 1, 2, 3, 4, 5, 6, 7, 8, 9));
    }

    /** A number to so many significant digits, such as 0.35, 120, 1.2·10³ or 10⁻⁶. */
    static String number(double value, int digits) {
        if (value == 0) {
            return "0";
        }
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "?" : value > 0 ? "∞" : "−∞";
        }
        BigDecimal rounded =
                new BigDecimal(value).round(new MathContext(digits)).stripTrailingZeros();
        int exponent = exponent(rounded);
        if (exponent >= -2 && exponent < 3) {
            return withMinus(rounded.toPlainString());
        }
        String mantissa = withMinus(rounded.scaleByPowerOfTen(-exponent).toPlainString());
        return mantissa.equals("1") ? powerOfTen(exponent) : mantissa + "·" + powerOfTen(exponent);
    }

    /** Labels with the same number of decimals and, where plain digits would be long, the same power of ten. */
    private static List<String> aligned(List<BigDecimal> values, int stepExponent) {
        BigDecimal largest = values.stream().map(BigDecimal::abs).reduce(BigDecimal.ZERO, BigDecimal::max);
        List<String> plain = values.stream()
                .map(v -> withMinus(v.setScale(Math.max(0, -stepExponent)).toPlainString()))
                .toList();
        if (largest.signum() == 0) {
            return values.stream().map(v -> "0").toList();
        }
        int power = exponent(largest);
        List<String> scientific = values.stream()
                .map(v -> v.signum() == 0
                        ? "0"
                        : withMinus(v.scaleByPowerOfTen(-power)
                                        .setScale(power - stepExponent)
                                        .toPlainString()) + "·" + powerOfTen(power))
                .toList();
        boolean readable = power < 5 && stepExponent >= -3;
        return readable || longest(plain) < longest(scientific) ? plain : scientific;
    }

    private static int longest(List<String> labels) {
        return labels.stream().mapToInt(String::length).max().orElse(0);
    }

    private static List<Double> multiples(double lo, double hi, int... factors) {
        List<BigDecimal> values = new ArrayList<>();
        for (int d = (int) Math.floor(Math.log10(lo)); d <= Math.log10(hi) + 1e-9; d++) {
            for (int factor : factors) {
                BigDecimal value = BigDecimal.valueOf(factor).scaleByPowerOfTen(d);
                if (value.doubleValue() >= lo * (1 - 1e-9) && value.doubleValue() <= hi * (1 + 1e-9)) {
                    values.add(value);
                }
            }
        }
        return doubles(values);
    }

    /** The smallest of 1, 2, 3, 5, 10, 20, 30, 50, … that leaves at most {@code most} intervals. */
    private static int everyNth(int intervals, int most) {
        for (int unit = 1; ; unit *= 10) {
            for (int factor : new int[] {1, 2, 3, 5}) {
                if (intervals <= (long) most * factor * unit) {
                    return factor * unit;
                }
            }
        }
    }

    private static int exponent(BigDecimal value) {
        return value.precision() - value.scale() - 1;
    }

    private static List<Double> doubles(List<BigDecimal> values) {
        return values.stream().map(BigDecimal::doubleValue).toList();
    }

    private static String powerOfTen(int exponent) {
        StringBuilder text = new StringBuilder("10");
        Integer.toString(exponent).chars().forEach(c -> text.append(c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(c - '0')));
        return text.toString();
    }

    private static String withMinus(String digits) {
        return digits.replace('-', '−');
    }
}
