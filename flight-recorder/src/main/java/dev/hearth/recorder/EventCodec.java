package dev.hearth.recorder;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.hearth.scheduling.Event;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.cluster.ModelId;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.NamedType;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.ToStringSerializer;

/**
 * Lines of a recording as JSON: the header of a file, an event with its time, or the end of the recording.
 *
 * <p>The fields are those of the core's records and the kind of an event is its record's name, so a change of either is a
 * new {@link #FORMAT}.
 */
final class EventCodec {

    static final int FORMAT = 2;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new SimpleModule("ids")
                    .addSerializer(GpuId.class, ToStringSerializer.instance)
                    .addSerializer(InvocationId.class, ToStringSerializer.instance)
                    .addSerializer(ModelId.class, ToStringSerializer.instance)
                    .addDeserializer(GpuId.class, new FromText<>(GpuId.class, EventCodec::gpuId))
                    .addDeserializer(InvocationId.class, new FromText<>(InvocationId.class, InvocationId::new))
                    .addDeserializer(ModelId.class, new FromText<>(ModelId.class, ModelId::new)))
            .addMixIn(Event.class, Kinds.class)
            .registerSubtypes(kinds())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private EventCodec() {}

    static String write(Line line) {
        return MAPPER.writeValueAsString(line);
    }

    static String write(Header header) {
        return MAPPER.writeValueAsString(header);
    }

    /** @throws JacksonException if it is no line of a recording */
    static Line line(String json) {
        return MAPPER.readValue(json, Line.class);
    }

    /** @throws JacksonException if it is no header */
    static Header header(String json) {
        return MAPPER.readValue(json, Header.class);
    }

    private static NamedType[] kinds() {
        var types = Event.class.getPermittedSubclasses();
        var kinds = new NamedType[types.length];
        for (int i = 0; i < types.length; i++) {
            kinds[i] = new NamedType(types[i], types[i].getSimpleName());
        }
        return kinds;
    }

    private static GpuId gpuId(String text) {
        int slash = text.lastIndexOf('/');
        return new GpuId(text.substring(0, slash), Integer.parseInt(text.substring(slash + 1)));
    }

    /**
     * The first line of each file.
     *
     * @param part the file's number within the recording, from 0
     * @param begun when the recording began (ISO 8601); the same in all its files
     */
    record Header(int format, int part, String begun, Setup setup) {}

    /** A later line: either an event with its time, or the end. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Line(long nanos, @Nullable Event event, @Nullable Ending end) {

        static Line of(RecordedEvent recorded) {
            return new Line(recorded.nanos(), recorded.event(), null);
        }
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    private interface Kinds {}

    private static final class FromText<T> extends StdScalarDeserializer<T> {

        private final transient Function<String, T> parse;

        FromText(Class<T> type, Function<String, T> parse) {
            super(type);
            this.parse = parse;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) throws JacksonException {
            return parse.apply(parser.getString());
        }
    }
}
