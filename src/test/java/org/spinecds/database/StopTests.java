package org.spinecds.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/** H2 closes its file for good when a thread at work on it is interrupted, so a stop must interrupt none. */
class StopTests {

    static final class AtWork {

        private final CountDownLatch begun = new CountDownLatch(1);
        private volatile @Nullable Boolean wasInterrupted;

        @Scheduled(fixedDelayString = "PT1H")
        void work() {
            begun.countDown();
            try {
                TimeUnit.MILLISECONDS.sleep(500);
                wasInterrupted = false;
            } catch (InterruptedException e) {
                wasInterrupted = true;
                Thread.currentThread().interrupt();
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableScheduling
    static class Scheduling {

        @Bean
        AtWork atWork() {
            return new AtWork();
        }
    }

    @Test
    void lastsUntilWhatIsScheduledHasEndedWhatItBegan() {
        AtWork[] atWork = new AtWork[1];

        new ApplicationContextRunner()
                .withInitializer(new ConfigDataApplicationContextInitializer())
                .withConfiguration(AutoConfigurations.of(TaskSchedulingAutoConfiguration.class))
                .withUserConfiguration(Scheduling.class)
                .run(context -> {
                    atWork[0] = context.getBean(AtWork.class);
                    assertThat(atWork[0].begun.await(10, TimeUnit.SECONDS)).isTrue();
                });

        assertThat(atWork[0].wasInterrupted).isFalse();
    }
}
