package org.spinecds.start;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;

/**
 * Goes on answering for a while after the service was told to stop. Readiness already says no: whoever balances between
 * instances has the time to notice, and sends nothing to a server that is about to close its door.
 */
final class Drain implements SmartLifecycle {

    private final Duration time;
    private volatile boolean running;

    Drain(Duration time) {
        this.time = time;
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

    /** The last to start and the first to stop, before the web server. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
