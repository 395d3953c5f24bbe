package dev.hearth.worker.device;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.context.annotation.Conditional;

/** For beans of workers whose devices hold models: all but emulated ones. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Conditional(RealDevices.NotEmulated.class)
public @interface RealDevices {

    /** Whether the devices are of any other kind. */
    class NotEmulated extends NoneNestedConditions {

        NotEmulated() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnProperty(name = "hearth.worker.device.kind", havingValue = "emulated")
        static class Emulated {}
    }
}
