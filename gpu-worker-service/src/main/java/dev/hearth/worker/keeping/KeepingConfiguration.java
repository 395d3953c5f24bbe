package dev.hearth.worker.keeping;

import dev.hearth.worker.execution.Gpus;
import dev.hearth.worker.model.HostStaging;
import dev.hearth.worker.model.RequestedModel;
import java.util.function.Consumer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.ConsumerFactory;

/** Builds what hears of functions' wishes. */
@Configuration(proxyBeanMethods = false)
class KeepingConfiguration {

    @Bean
    FunctionWishes functionWishes() {
        return new FunctionWishes();
    }

    @Bean
    FunctionsTail functionsTail(
            FunctionWishes wishes,
            Gpus gpus,
            ObjectProvider<HostStaging> staging,
            ConsumerFactory<String, byte[]> consumers) {
        var tier = staging.getIfAvailable();
        // Emulated devices have no host tier.
        Consumer<RequestedModel> stage = tier == null ? _ -> {} : tier::stage;
        return new FunctionsTail(wishes, gpus::wishesChanged, stage, consumers);
    }
}
