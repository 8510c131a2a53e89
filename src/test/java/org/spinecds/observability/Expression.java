package org.spinecds.observability;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The metrics and labels that a PromQL expression names, read as far as the dashboard and the alerts go. */
record Expression(Map<String, Set<String>> labelsByMetric, Set<String> groupedBy) {

    private static final Pattern GROUPING = Pattern.compile("\\b(by|without) *\\(([^)]*)\\)");
    private static final Pattern SELECTOR = Pattern.compile("([a-zA-Z_:][\\w:]*)\\s*(\\{[^}]*})?(?!\\w)\\s*(\\(?)");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)");

    static Expression of(String text) {
        String plain = text.replaceAll("\"[^\"]*\"", "\"\"").replaceAll("\\[[^]]*]", "");
        Set<String> groupedBy = new TreeSet<>();
        Matcher grouping = GROUPING.matcher(plain);
        while (grouping.find()) {
            groupedBy.addAll(Arrays.asList(grouping.group(2).trim().split("\\s*,\\s*")));
        }
        Map<String, Set<String>> labels = new HashMap<>();
        Matcher selector = SELECTOR.matcher(grouping.replaceAll(" "));
        while (selector.find()) {
            if (selector.group(3).isEmpty()) {
                Set<String> named = labels.computeIfAbsent(selector.group(1), metric -> new LinkedHashSet<>());
                Matcher label = MATCHER.matcher(selector.group(2) == null ? "" : selector.group(2));
                while (label.find()) {
                    named.add(label.group(1));
                }
            }
        }
        return new Expression(labels, groupedBy);
    }
}
