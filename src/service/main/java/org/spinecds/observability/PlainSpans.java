package org.spinecds.observability;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Filters spans before export: only attributes known to contain no patient data pass. Addresses, exception messages,
 * stack traces, and attributes of later library versions are removed.
 */
record PlainSpans(SpanExporter collector) implements SpanExporter {

    private static final Set<String> KNOWN =
            Set.of("service", "ehr", "stage", "outcome", "reason", "method", "status", "uri");

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        return collector.export(spans.stream().<SpanData>map(Plain::new).toList());
    }

    @Override
    public CompletableResultCode flush() {
        return collector.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return collector.shutdown();
    }

    /** A span without events, and only with the known attributes. */
    private static final class Plain extends DelegatingSpanData {

        private final Attributes attributes;

        Plain(SpanData span) {
            super(span);
            this.attributes =
                    span.getAttributes().toBuilder().removeIf(Plain::isUnknown).build();
        }

        private static boolean isUnknown(AttributeKey<?> key) {
            return !KNOWN.contains(key.getKey());
        }

        @Override
        public Attributes getAttributes() {
            return attributes;
        }

        @Override
        public int getTotalAttributeCount() {
            return attributes.size();
        }

        @Override
        public List<EventData> getEvents() {
            return List.of();
        }

        @Override
        public int getTotalRecordedEvents() {
            return 0;
        }

        @Override
        public List<LinkData> getLinks() {
            return List.of();
        }

        @Override
        public int getTotalRecordedLinks() {
            return 0;
        }

        @Override
        public StatusData getStatus() {
            return StatusData.create(super.getStatus().getStatusCode(), "");
        }
    }
}
