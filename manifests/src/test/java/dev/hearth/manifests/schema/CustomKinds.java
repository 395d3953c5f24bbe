package dev.hearth.manifests.schema;

import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.hearth.manifests.Check;
import dev.hearth.manifests.Manifests;
import dev.hearth.manifests.Resource;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import java.util.ArrayList;
import java.util.List;

/** The kinds of Strimzi, the Prometheus Operator and KEDA against the types that they or others publish. */
public final class CustomKinds implements Check {

    private static final JsonSchema SCALED_OBJECT = schema("scaled-object");
    private static final JsonSchema SERVICE_MONITOR = schema("service-monitor");

    @Override
    public List<String> findings(Manifests manifests) {
        var findings = new ArrayList<String>();
        manifests.resources().stream()
                .filter(resource -> !CoreKinds.has(resource))
                .forEach(resource -> findings.addAll(of(resource)));
        return findings;
    }

    private static List<String> of(Resource resource) {
        return switch (resource.apiVersion() + " " + resource.kind()) {
            case "kafka.strimzi.io/v1beta2 Kafka" -> KnownFields.findings(resource, Kafka.class);
            case "kafka.strimzi.io/v1beta2 KafkaNodePool" -> KnownFields.findings(resource, KafkaNodePool.class);
            case "monitoring.coreos.com/v1 ServiceMonitor" -> against(SERVICE_MONITOR, resource);
            case "keda.sh/v1alpha1 ScaledObject" -> against(SCALED_OBJECT, resource);
            default -> List.of(resource.id() + ": nothing is known of " + resource.apiVersion());
        };
    }

    private static List<String> against(JsonSchema schema, Resource resource) {
        return schema.validate(resource.json()).stream()
                .map(message -> resource.id() + ": " + message.getMessage())
                .toList();
    }

    private static JsonSchema schema(String name) {
        return JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(CustomKinds.class.getResourceAsStream("/custom-kinds/" + name + ".schema.json"));
    }
}
