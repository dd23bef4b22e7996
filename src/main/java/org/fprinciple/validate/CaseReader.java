package org.fprinciple.validate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fprinciple.InvalidInputException;
import org.fprinciple.io.FileChecks;
import org.fprinciple.io.Names;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.EnumNamingStrategies;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads cases: the file, over it what a quick run replaces, over it what was set on the command line. */
public final class CaseReader {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .enumNamingStrategy(EnumNamingStrategies.KEBAB_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
            .build();

    /** What holds where a case says nothing: as on the command line, but for the flow, whose time is theory's. */
    private static final String DEFAULTS = """
            about: ""
            target-scale: 1
            normalise: unit
            parametrisation: standard-bias
            scaling: ntk
            loss: half-sum
            activation: relu
            antisymmetric: false
            width: 10000
            seeds: 4
            flow: rkc
            tol: 1e-4
            operator: simplified
            domain: space
            zero-mode: free
            criteria: []
            expect: pass
            """;

    private CaseReader() {}

    /**
     * Reads a case.
     *
     * @param quick whether its quick run is wanted
     * @param settings {@code key=value}, in place of what the file says
     * @throws InvalidInputException if the file or a setting is not understood; the message names file and line, or the setting
     */
    public static Case read(Path file, boolean quick, List<String> settings) throws IOException {
        FileChecks.requireContent(file);
        String text = Files.readString(file);
        ObjectNode own = layer(text, file.toString(), true);
        ObjectNode whole = (ObjectNode) YAML.readTree(DEFAULTS);
        JsonNode quicker = own.remove("quick");
        whole.setAll(own);
        if (quick && quicker != null) {
            whole.setAll((ObjectNode) quicker);
        }
        for (String setting : settings) {
            whole.setAll(setting(setting));
        }
        Case result = YAML.treeToValue(whole, Case.class);
        check(result, message -> new InvalidInputException(located(message, text, file)));
        return result;
    }

    /** Names file and line in a message about a key of a case, which the command line knows as an option. */
    public static String located(String message, String text, Path file) {
        Matcher option = Pattern.compile("--([a-z-]+)").matcher(message);
        Matcher quoted = Pattern.compile("\"([^\"]+)\"").matcher(message);
        int line = -1;
        while (line < 0 && option.find()) {
            line = line(text, "^\\s*" + Pattern.quote(option.group(1)) + "\\s*:");
        }
        while (line < 0 && quoted.find()) {
            line = line(text, "^[^#]*" + Pattern.quote(quoted.group(1)));
        }
        return file + (line < 0 ? "" : ", line " + line) + ": " + message;
    }

    private static int line(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern, Pattern.MULTILINE).matcher(text);
        return matcher.find()
                ? 1 + (int) text.substring(0, matcher.end()).lines().count() - 1
                : -1;
    }

    private static ObjectNode setting(String setting) {
        int place = setting.indexOf('=');
        if (place < 1) {
            throw new InvalidInputException(
                    "--set " + setting + " is not understood: write key=value, such as width=4096.");
        }
        String key = setting.substring(0, place).strip();
        String value = setting.substring(place + 1).strip();
        // Several widths need no brackets here.
        String list = key.equals("width") && !value.startsWith("[") ? "[" + value + "]" : value;
        if (key.equals("quick")) {
            throw new InvalidInputException("--set quick is refused: use --quick.");
        }
        return layer(key + ": " + list, "--set " + setting, false);
    }

    /** Keys and values of their types, which make no whole case yet. */
    private static ObjectNode layer(String text, String where, boolean lines) {
        try {
            YAML.readValue(text, Case.class);
            if (YAML.readTree(text) instanceof ObjectNode node) {
                return node;
            }
            throw new InvalidInputException(where + " holds no keys: see validation/cases for how a case is written.");
        } catch (UnrecognizedPropertyException e) {
            String wrong = e.getPropertyName();
            Collection<Object> known =
                    Optional.ofNullable(e.getKnownPropertyIds()).orElse(List.of());
            // The parser does not tell where a key stands.
            int line = lines ? line(text, "^[^#\\n]*\\b" + Pattern.quote(wrong) + "\\s*:") : -1;
            throw new InvalidInputException(
                    at(where, line) + ": there is no key \"" + wrong + "\""
                            + Names.didYouMean(
                                    wrong, known.stream().map(String::valueOf).toList()),
                    e);
        } catch (MismatchedInputException e) {
            throw new InvalidInputException(at(where, lines ? line(e) : -1) + ": " + key(e) + refused(e), e);
        } catch (JacksonException e) {
            throw new InvalidInputException(
                    at(where, lines ? line(e) : -1) + ": this is no YAML: " + e.getOriginalMessage(), e);
        }
    }

    private static int line(JacksonException e) {
        return e.getLocation() == null ? -1 : e.getLocation().getLineNr();
    }

    private static String at(String where, int line) {
        return line > 0 ? where + ", line " + line : where;
    }

    private static String key(JacksonException e) {
        return e.getPath().stream()
                .map(JacksonException.Reference::getPropertyName)
                .filter(Objects::nonNull)
                .reduce((first, second) -> second)
                .map(name -> "\"" + name + "\" ")
                .orElse("");
    }

    private static String refused(MismatchedInputException e) {
        Class<?> type = e.getTargetType();
        String word = e instanceof InvalidFormatException format ? String.valueOf(format.getValue()) : "";
        if (type == null || type == Case.class) {
            return "this is no case: write one key and its value a line.";
        }
        if (!type.isEnum() || word.isEmpty()) {
            return "does not take " + (word.isEmpty() ? "this" : "\"" + word + "\"") + ": it needs " + kind(type) + ".";
        }
        List<String> words = Arrays.stream(type.getEnumConstants())
                .map(c -> ((Enum<?>) c).name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
        return "does not take \"" + word + "\"" + Names.didYouMean(word, words);
    }

    private static String kind(Class<?> type) {
        if (type == Integer.class) {
            return "a whole number";
        }
        if (type == Double.class) {
            return "a number";
        }
        if (type == Boolean.class) {
            return "true or false";
        }
        return type == String.class || type.isEnum() ? "a text" : "a list, or keys and values";
    }

    private interface Refusal {
        InvalidInputException of(String message);
    }

    private static void check(Case it, Refusal refuse) {
        if (it.title() == null || it.title().isBlank()) {
            throw refuse.of("the case has no title: add one.");
        }
        if (it.width().isEmpty()) {
            throw refuse.of("--width names no width: write width: 1000, or a list.");
        }
        int before = 0;
        for (Integer width : it.width()) {
            if (width == null || width <= before) {
                throw refuse.of("--width " + it.width() + " is refused: widths must be positive and increase.");
            }
            before = width;
        }
        if (it.seeds() < 1 || it.seeds() > 1000) {
            throw refuse.of("--seeds " + it.seeds() + " is refused: 1 to 1000 nets of a width are possible.");
        }
        if (!(it.targetScale() > 0) || Double.isInfinite(it.targetScale())) {
            throw refuse.of("--target-scale " + it.targetScale() + " is refused: it must be positive.");
        }
        if (it.take() != null && it.take() < 1) {
            throw refuse.of("--take " + it.take() + " is refused: at least one sample is needed.");
        }
        if (it.times() != null && it.time() != null) {
            throw refuse.of("--time and --times exclude each other: give one of them.");
        }
        if (it.time() != null && !(it.time() > 0 && it.time() < Double.POSITIVE_INFINITY)) {
            throw refuse.of("--time " + it.time() + " is refused: it must be positive.");
        }
        if (it.untilLoss() != null && !(it.untilLoss() > 0 && it.untilLoss() < Double.POSITIVE_INFINITY)) {
            throw refuse.of("--until-loss " + it.untilLoss() + " is refused: it must be positive.");
        }
        if ((it.expect() == Case.Expectation.FAIL) != (it.because() != null)) {
            throw refuse.of("--expect fail and --because belong together: say why the case is to fail.");
        }
        for (Case.Criterion criterion : it.criteria()) {
            if (criterion.measure() == null || !Measures.names().contains(criterion.measure())) {
                throw refuse.of("there is no measure \"" + criterion.measure() + "\""
                        + Names.didYouMean(String.valueOf(criterion.measure()), Measures.names()));
            }
            if (criterion.min() == null && criterion.max() == null) {
                throw refuse.of("the criterion \"" + criterion.measure() + "\" has no limit: give min, max or both.");
            }
        }
    }
}
