package org.fprinciple.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fprinciple.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

class CaseReaderTest {
    private static final Path CASES = Path.of("validation/cases");

    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        Path file = folder.resolve("case.yaml");
        Files.writeString(file, text);
        return file;
    }

    static Stream<Path> cases() throws IOException {
        try (Stream<Path> files = Files.list(CASES)) {
            return files.filter(f -> f.toString().endsWith(".yaml")).toList().stream();
        }
    }

    @Test
    void fileThenQuickThenSettings() throws IOException {
        Path file = file("title: a\nwidth: [100, 200]\nseeds: 3\ntime: 5\nquick:\n  width: 50\n  seeds: 1\n");
        Case whole = CaseReader.read(file, false, List.of());
        assertThat(whole.width()).containsExactly(100, 200);
        assertThat(whole.seeds()).isEqualTo(3);
        assertThat(whole.normalise()).isEqualTo("unit");
        assertThat(whole.tol()).isEqualTo(1e-4);
        Case quick = CaseReader.read(file, true, List.of());
        assertThat(quick.width()).containsExactly(50);
        assertThat(quick.time()).isEqualTo(5);
        Case set = CaseReader.read(file, true, List.of("width=10,20", "until-loss=2e-9", "init=a=normal(2)"));
        assertThat(set.width()).containsExactly(10, 20);
        assertThat(set.untilLoss()).isEqualTo(2e-9);
        assertThat(set.init()).isEqualTo("a=normal(2)");
        assertThat(set.seeds()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "title: a\nwidht: 3|line 2|width",
                "title: a\nquick:\n  seed: 3|line 3|seeds",
                "title: a\nseeds: many|line 2|whole number",
                "title: a\nexpect: fial|line 2|fail",
                "title: a\ncriteria:\n  - {measure: net-simplifed, max: 1}|line 3|net-simplified",
                "title: a\ncriteria:\n  - {measure: loss}|line 3|no limit",
                "title: a\nwidth: [5, 3]|line 2|increase",
                "title: a\nexpect: fail|line 2|because",
                "width: 3|case.yaml|title",
                "title: a\ntime: 3\ntimes: 1,2|line 2|exclude",
                "title: \"a|case.yaml|YAML",
                "title: [a, b]\nseeds: [1, 2]|line 1|text",
                "- a|case.yaml|case",
            })
    void refusedWithPlaceAndRemedy(String text) throws IOException {
        String[] parts = text.split("\\|");
        Path file = file(parts[0]);
        assertThatThrownBy(() -> CaseReader.read(file, false, List.of()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("case.yaml")
                .hasMessageContaining(parts[1])
                .hasMessageContaining(parts[2]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"widht=3", "width", "=3", "quick=true", "seeds=x", "expect=maybe"})
    void settingsAreCheckedAsKeysAre(String setting) throws IOException {
        Path file = file("title: a\n");
        assertThatThrownBy(() -> CaseReader.read(file, false, List.of(setting)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("--set");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void casesAreReadWholeAndQuick(Path file) throws IOException {
        for (boolean quick : new boolean[] {false, true}) {
            Case of = CaseReader.read(file, quick, List.of());
            assertThat(of.title()).isNotBlank();
            assertThat(of.about()).isNotBlank();
        }
    }

    @Test
    void theSchemaKnowsTheKeysThatCasesKnow() throws IOException {
        JsonNode schema = JsonMapper.shared().readTree(Files.readString(CASES.resolve("case.schema.json")));
        JsonNode keys = schema.at("/$defs/keys/properties");
        assertThat(keys.propertyNames()).containsExactlyInAnyOrderElementsOf(names(Case.class));
        assertThat(keys.at("/criteria/items/properties").propertyNames())
                .containsExactlyInAnyOrderElementsOf(names(Case.Criterion.class));
        assertThat(words(keys.at("/because/enum"))).isEqualTo(constants(Cause.values()));
        assertThat(words(keys.at("/expect/enum"))).isEqualTo(constants(Case.Expectation.values()));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void casesKeepToTheSchemasWords(Path file) throws IOException {
        JsonNode keys = JsonMapper.shared()
                .readTree(Files.readString(CASES.resolve("case.schema.json")))
                .at("/$defs/keys/properties");
        JsonNode of = YAMLMapper.shared().readTree(Files.readString(file));
        for (String key : of.propertyNames()) {
            JsonNode allowed = keys.get(key).path("enum");
            if (allowed.isArray()) {
                assertThat(words(allowed)).as(key).contains(of.get(key).asString());
            }
        }
    }

    private static List<String> names(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .map(name -> name.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT))
                .toList();
    }

    private static Set<String> words(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> constants(Enum<?>[] values) {
        return Arrays.stream(values)
                .map(v -> v.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
