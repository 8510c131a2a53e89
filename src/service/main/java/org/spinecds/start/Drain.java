package org.spinecds.start;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Continues to answer for a while after the stop signal. Readiness is already off, so a load balancer has time to send
 * no more calls.
 */
@Component
final class Drain implements SmartLifecycle {

    private final Duration time;
    private volatile boolean running;

    Drain(SpineCdsProperties settings) {
        this.time = settings.drain();
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        try {
            TimeUnit.MILLISECONDS.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Starts last and stops first, before the web server. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
