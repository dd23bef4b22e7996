package org.fprinciple.report.page;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * The model as JSON inside a script element: no number longer than a reader can see, null for what is not finite, and no
 * {@code <}, so that no text ends the element.
 */
final class ModelJson {
    private static final int DIGITS = 5;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new SimpleModule()
                    .addSerializer(Double.class, new Scalar())
                    .addSerializer(double.class, new Scalar())
                    .addSerializer(double[].class, new Row()))
            .build();

    private ModelJson() {}

    static String of(Report report) {
        return JSON.writeValueAsString(report).replace("<", "\\u003c");
    }

    private static final class Scalar extends ValueSerializer<Double> {
        @Override
        public void serialize(Double value, JsonGenerator out, SerializationContext context) {
            number(value, DIGITS + 1, out);
        }
    }

    /** Digits count from the row's range: neighbouring years must not become equal. */
    private static final class Row extends ValueSerializer<double[]> {
        @Override
        public void serialize(double[] values, JsonGenerator out, SerializationContext context) {
            double lo = Arrays.stream(values).filter(Double::isFinite).min().orElse(0);
            double hi = Arrays.stream(values).filter(Double::isFinite).max().orElse(0);
            out.writeStartArray();
            for (double value : values) {
                int above = (int) Math.ceil(Math.log10(Math.abs(value) / (hi - lo)));
                number(value, hi > lo ? DIGITS + Math.max(0, Math.min(10, above)) : DIGITS + 5, out);
            }
            out.writeEndArray();
        }
    }

    /** Whole numbers keep all digits: widths are counted, not measured. */
    private static void number(double value, int digits, JsonGenerator out) {
        if (!Double.isFinite(value)) {
            out.writeNull();
        } else if (value == Math.rint(value) && Math.abs(value) < 1e9) {
            out.writeNumber((long) value);
        } else {
            out.writeNumber(new BigDecimal(value)
                    .round(new MathContext(digits))
                    .stripTrailingZeros()
                    .toString());
        }
    }
}
