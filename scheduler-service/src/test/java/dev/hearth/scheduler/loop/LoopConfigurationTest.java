package dev.hearth.scheduler.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.recorder.FlightRecorder;
import dev.hearth.recorder.Recorder;
import dev.hearth.recorder.Setup;
import dev.hearth.scheduler.SchedulerProperties;
import dev.hearth.scheduler.forecast.Forecasts;
import dev.hearth.scheduling.Settings;
import dev.hearth.scheduling.placement.PolicyOptions;
import dev.hearth.scheduling.placement.PolicyOptions.Feature;
import dev.hearth.scheduling.placement.PolicyOptions.Home;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class LoopConfigurationTest {

    private final ApplicationContextRunner service = new ApplicationContextRunner()
            .withUserConfiguration(Handler.class, LoopConfiguration.class)
            .withPropertyValues("hearth.instance=scheduler-2");

    @ParameterizedTest
    @ValueSource(strings = {"load-balancing", "locality-aware", "locality-aware-out-of-order", "earliest-completion"})
    void decidesByThePolicyThatIsNamed(String policy) {
        service.withPropertyValues("hearth.scheduler.policy=" + policy).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(Setup.class).policy()).isEqualTo(policy);
        });
    }

    @Test
    void anUnknownPolicyOrEvictionEndsTheStartAndNamesThoseThereAre() {
        service.withPropertyValues("hearth.scheduler.policy=fastest")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining(
                                "no placement policy is named 'fastest'; known are load-balancing, locality-aware, "
                                        + "locality-aware-out-of-order, earliest-completion"));
        service.withPropertyValues("hearth.scheduler.eviction=fifo")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("no eviction policy is named 'fifo'; known are lru, cost-aware"));
    }

    @Test
    void settingsReachTheCore() {
        service.withPropertyValues(
                        "hearth.scheduler.eviction=cost-aware",
                        "hearth.scheduler.skip-limit=3",
                        "hearth.scheduler.max-batch=8",
                        "hearth.scheduler.overlap=false")
                .run(context -> {
                    var setup = context.getBean(Setup.class);
                    assertThat(setup.eviction()).isEqualTo("cost-aware");
                    assertThat(setup.options().skipLimit()).isEqualTo(3);
                    assertThat(setup.options().has(Feature.OVERLAP)).isFalse();
                    assertThat(setup.settings().maxBatch()).isEqualTo(8);
                });
    }

    @Test
    void aLiveSchedulerDecidesAsThePaperWhereItIsToldTo() {
        service.run(context -> {
            var settings = context.getBean(Setup.class).settings();
            assertThat(settings.coalesceLoads()).isTrue();
            assertThat(settings.dispatchAhead()).isEqualTo(1);
        });
        service.withPropertyValues("hearth.scheduler.coalesce-loads=false", "hearth.scheduler.dispatch-ahead=0")
                .run(context -> {
                    var settings = context.getBean(Setup.class).settings();
                    assertThat(settings.coalesceLoads()).isFalse();
                    assertThat(settings.dispatchAhead()).isZero();
                });
        service.withPropertyValues("hearth.scheduler.dispatch-ahead=-1")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessage("hearth.scheduler.dispatch-ahead must not be negative: -1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1000.1", "NaN"})
    void aTimeScaleThatIsNoneEndsTheStart(String scale) {
        service.withPropertyValues("hearth.scheduler.time-scale=" + scale)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageStartingWith("hearth.scheduler.time-scale must be above 0 and at most 1000: "));
    }

    @Test
    void backOffsTakeAsLongInRealTimeWhateverTheScale() {
        service.withPropertyValues("hearth.scheduler.time-scale=10").run(context -> {
            var settings = context.getBean(Setup.class).settings();
            assertThat(settings.refusalBackoffNanos())
                    .isEqualTo(10 * Settings.live().refusalBackoffNanos());
            assertThat(settings.lostBackoffNanos())
                    .isEqualTo(10 * Settings.live().lostBackoffNanos());
        });
    }

    @Test
    void schedulersThatShareTheWorkersHaveHomeGpusAndOneThatIsNotAmongThemDoesNotStart() {
        service.withPropertyValues("hearth.scheduler.schedulers=scheduler-1,scheduler-2")
                .run(context -> assertThat(
                                context.getBean(Setup.class).options().home())
                        .isEqualTo(new Home("scheduler-2", List.of("scheduler-1", "scheduler-2"))));
        service.withPropertyValues("hearth.scheduler.schedulers=scheduler-1")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessage("scheduler 'scheduler-2' is none of [scheduler-1]"));
    }

    @Test
    void withoutSettingsNothingIsRecordedAndThePaperHolds() {
        service.run(context -> {
            assertThat(context.getBean(Recorder.class)).isSameAs(Recorder.OFF);
            assertThat(context.getBean(Setup.class).options()).isEqualTo(PolicyOptions.defaults());
        });
    }

    @Test
    void aFileTurnsTheRecorderOnAndItsBoundsAreChecked() {
        service.withPropertyValues("hearth.scheduler.recorder.file=target/none.jsonl")
                .run(context -> assertThat(context.getBean(Recorder.class)).isInstanceOf(FlightRecorder.class));
        service.withPropertyValues("hearth.scheduler.recorder.files=0")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("hearth.scheduler.recorder.files must be positive: 0"));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties({SchedulerProperties.class, PolicyProperties.class, RecorderProperties.class})
    static class Handler {
        @Bean
        CommandHandler handler() {
            return (cause, commands) -> {};
        }

        @Bean
        Forecasts forecasts() {
            return new Forecasts(InstantSource.system());
        }
    }
}
