package dev.hearth.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.invocation.CacheOutcome;
import dev.hearth.contracts.invocation.InvocationRecord;
import dev.hearth.contracts.invocation.InvocationState;
import dev.hearth.contracts.invocation.Payload;
import dev.hearth.contracts.invocation.ResultRecord;
import dev.hearth.contracts.invocation.Timing;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.model.ModelReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Messages of {@code hearth.invocations} and {@code hearth.results} with all their headers as version 1 wrote them, in {@code
 * golden/v1}. The files are never written again: a change that reads one otherwise breaks a rolling upgrade.
 */
class GoldenMessagesTest {

    private static final Path FILES = Path.of("src/test/resources/golden/v1");
    private static final String RECORD_HEADER = "ce_hearth";
    private static final byte[] BODY = "Ein Mann spielt Gitarre \u266b".getBytes(StandardCharsets.UTF_8);
    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    record Golden(
            String name,
            Object expected,
            ProducerRecord<String, byte[]> written,
            Function<ConsumerRecord<String, byte[]>, Object> read) {

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Golden> goldens() {
        var goldens = new ArrayList<Golden>();
        goldens.add(invocation("invocation", new Payload.Inline(BODY)));
        goldens.add(invocation("invocation-by-reference", new Payload.Reference("hearth.inputs", 2, 4711, 100_000)));
        goldens.add(result("attempt", new ResultRecord.Attempt("0190-a", 2)));
        for (var state : terminalStates()) {
            goldens.add(result(state.wireName(), ended(state, new Payload.Inline(BODY))));
        }
        goldens.add(result(
                "succeeded-by-reference",
                ended(InvocationState.SUCCEEDED, new Payload.Reference("hearth.outputs", 1, 17, 100_000))));
        return goldens;
    }

    private static List<InvocationState> terminalStates() {
        return Arrays.stream(InvocationState.values())
                .filter(InvocationState::terminal)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void isReadWithAllItsFields(Golden golden) {
        assertThat(golden.read().apply(message(golden, file(golden))))
                .usingRecursiveComparison()
                .isEqualTo(golden.expected());
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void isStillWrittenWithTheSameHeaders(Golden golden) {
        assertThat(asWritten(golden).get("headers").propertyNames())
                .containsAll(file(golden).get("headers").propertyNames());
        assertThat(asWritten(golden).get("key")).isEqualTo(file(golden).get("key"));
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void isReadWhenALaterProcessAddedAFieldAndAHeader(Golden golden) {
        var later = with(file(golden), record -> record.put("shoeSize", 44));
        ((ObjectNode) later.get("headers")).put("ce_later", "x");

        assertThat(golden.read().apply(message(golden, later)))
                .usingRecursiveComparison()
                .isEqualTo(golden.read().apply(message(golden, file(golden))));
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void isRefusedInALaterVersion(Golden golden) {
        var later = message(golden, with(file(golden), record -> record.put("recordVersion", 2)));

        assertThatThrownBy(() -> golden.read().apply(later))
                .isInstanceOf(UndecodableRecordException.class)
                .hasMessageContaining(" has version 2, and this process reads versions up to 1");
    }

    @Test
    void everyMessageHasAFileAndNoneIsLeftOver() throws IOException {
        try (var files = Files.list(FILES)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(goldens().stream()
                            .map(golden -> golden.name() + ".json")
                            .toList());
        }
        assertThat(goldens().stream().map(golden -> golden.expected().getClass().getName()))
                .containsAll(Arrays.stream(ResultRecord.class.getPermittedSubclasses())
                        .map(Class::getName)
                        .toList());
    }

    private static Golden invocation(String name, Payload body) {
        var record = new InvocationRecord(
                "0190-a",
                "my call",
                "embed",
                "blue",
                5,
                new ModelReference("minilm-int8", 3),
                "cafe",
                400,
                8,
                5,
                1,
                1_700_000_000_123L,
                1_700_000_030_123L,
                2,
                "text/plain;charset=utf-8",
                PARENT,
                "vendor=1",
                body);
        return new Golden(name, record, InvocationCodec.write(record, "gateway-1", 0), InvocationCodec::read);
    }

    private static Golden result(String name, ResultRecord record) {
        return new Golden(
                name, record, ResultCodec.write(record, "worker-1", 2, 1_700_000_001_000L), ResultCodec::read);
    }

    private static ResultRecord.Ended ended(InvocationState state, Payload body) {
        return new ResultRecord.Ended(
                "0190-a",
                "my call",
                "embed",
                "blue",
                5,
                new ModelReference("minilm-int8", 3),
                2,
                state,
                "worker-1",
                7,
                "worker-1/0",
                CacheOutcome.FALSE_MISS,
                new Timing(1, 2, 3, 4, 10),
                1_700_000_000_123L,
                1_700_000_000_200L,
                1_700_000_000_300L,
                new ResultRecord.Failure(ErrorCode.MODEL_LOAD_FAILED, "checksum differs"),
                "application/json",
                PARENT,
                "vendor=1",
                body);
    }

    private static ObjectNode with(ObjectNode message, Function<ObjectNode, ObjectNode> change) {
        var headers = (ObjectNode) message.get("headers");
        var record = (ObjectNode)
                WireJson.mapper().readTree(headers.get(RECORD_HEADER).asString());
        headers.put(RECORD_HEADER, change.apply(record).toString());
        return message;
    }

    private static ObjectNode file(Golden golden) {
        try {
            return (ObjectNode) WireJson.mapper().readTree(Files.readString(FILES.resolve(golden.name() + ".json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Key, headers and body of a message; its body as base64. */
    private static ObjectNode asWritten(Golden golden) {
        var headers = new LinkedHashMap<String, String>();
        golden.written()
                .headers()
                .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        var message = new LinkedHashMap<String, Object>();
        message.put("key", golden.written().key());
        message.put("headers", headers);
        if (golden.written().value() != null) {
            message.put("value", golden.written().value());
        }
        return WireJson.mapper().valueToTree(message);
    }

    private static ConsumerRecord<String, byte[]> message(Golden golden, ObjectNode message) {
        var record = new ConsumerRecord<String, byte[]>(
                golden.written().topic(), 2, 17, message.get("key").asString(), bytes(message));
        for (Map.Entry<String, JsonNode> header : message.get("headers").properties()) {
            record.headers().add(header.getKey(), header.getValue().asString().getBytes(StandardCharsets.UTF_8));
        }
        return record;
    }

    @SuppressWarnings("NullAway") // a message may have no value
    private static byte[] bytes(ObjectNode message) {
        return message.has("value") ? WireJson.mapper().treeToValue(message.get("value"), byte[].class) : null;
    }
}
