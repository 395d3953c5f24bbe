package dev.hearth.contracts.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.model.ModelReference;
import java.util.List;
import org.junit.jupiter.api.Test;

class DispatchRequestTest {

    /** As the version before batches wrote it. */
    private static final String OLDER_DISPATCH = """
            {"recordVersion":1,"invocation":"0190-a","label":"my-call","attempt":1,"epoch":7,"gpu":0,"function":"embed",\
            "namespace":"openfaas-fn","revision":3,"model":"minilm:1","modelDigest":"cafe","modelBytes":90,"evict":[],\
            "falseMiss":false,"createdEpochMillis":1000,"remainingMillis":29000,"queueMs":2.5,"resultsPartition":3,\
            "contentType":"text/plain"}""";

    private static final String OLDER_REPLY = """
            {"recordVersion":1,"invocation":"0190-a","attempt":1,"state":"succeeded","cache":"hit",\
            "timing":{"queueMs":0.0,"loadMs":0.0,"transferMs":1.0,"inferenceMs":2.0,"totalMs":3.0}}""";

    private static final DispatchRequest ALONE = new DispatchRequest(
            DispatchRequest.RECORD_VERSION,
            "0190-a",
            "my-call",
            1,
            7,
            0,
            "embed",
            "openfaas-fn",
            3,
            new ModelReference("minilm", 1),
            "cafe",
            90,
            List.of(),
            false,
            1_000,
            29_000,
            2.5,
            3,
            "text/plain",
            null);

    @Test
    void aDispatchThatDoesNotSaySoRunsAloneAndWaitsForNobody() {
        var read = read(OLDER_DISPATCH);

        assertThat(read).isEqualTo(ALONE);
        assertThat(read.maxBatch()).isEqualTo(1);
        assertThat(read.maxDelayMillis()).isZero();
    }

    @Test
    void aDispatchSaysWithHowManyItRunsAndHowLongItWaitsForThem() {
        var batched = ALONE.batched(8, 20);

        var json = WireJson.mapper().writeValueAsString(batched);

        assertThat(json).contains("\"maxBatch\":8,\"maxDelayMillis\":20");
        assertThat(read(json)).isEqualTo(batched);
        assertThat(batched.traced("00-a-b-01", null).maxBatch()).isEqualTo(8);
    }

    @Test
    void nobodyWaitsLongerForCompanyThanASecond() {
        assertThat(ALONE.batched(8, 60_000).maxDelayMillis()).isEqualTo(1_000);
        assertThat(ALONE.batched(8, -1).maxDelayMillis()).isZero();
    }

    @Test
    void aReplyThatDoesNotSaySoIsOfOneThatRanAlone() {
        assertThat(WireJson.mapper().readValue(OLDER_REPLY, DispatchReply.class).batchSize())
                .isEqualTo(1);
    }

    private static DispatchRequest read(String json) {
        return WireJson.mapper().readValue(json, DispatchRequest.class);
    }
}
