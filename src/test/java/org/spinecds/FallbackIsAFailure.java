package org.spinecds;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.spinecds.logic.evaluation.EngineFallbacks;

/** Fails every test in which a prepared rule failed and the engine was asked, unless it is marked {@link FallsBack}. */
public final class FallbackIsAFailure
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    private static final ExtensionContext.Namespace HERE = ExtensionContext.Namespace.create(FallbackIsAFailure.class);
    private static final String SEEN = "seen";

    @Override
    public void beforeAll(ExtensionContext context) {
        remember(context);
    }

    /** What a test class did before its first test, or after another, is its own. */
    @Override
    public void beforeEach(ExtensionContext context) {
        refuseUnlessMeant(context);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        refuseUnlessMeant(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        refuseUnlessMeant(context);
    }

    private static void remember(ExtensionContext context) {
        context.getRoot().getStore(HERE).put(SEEN, EngineFallbacks.count());
    }

    private static void refuseUnlessMeant(ExtensionContext context) {
        long seen = context.getRoot().getStore(HERE).getOrDefault(SEEN, Long.class, 0L);
        long now = EngineFallbacks.count();
        remember(context);
        if (now > seen && !isMeant(context)) {
            throw new AssertionError((now - seen)
                    + " times a prepared rule failed and the engine was asked; the log says which. A test that breaks rules"
                    + " on purpose is marked @FallsBack.");
        }
    }

    private static boolean isMeant(ExtensionContext context) {
        return AnnotationSupport.isAnnotated(context.getElement(), FallsBack.class)
                || context.getParent().filter(FallbackIsAFailure::isMeant).isPresent();
    }
}
