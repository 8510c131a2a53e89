package org.spinecds.hook;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The resource types that an access token may read: SMART App Launch 1 ({@code patient/Condition.read}) and 2 ({@code
 * patient/Condition.rs}). With a token without resource scopes the server decides.
 */
public record Scopes(List<String> readable, boolean saysNothing) {

    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern RESOURCE =
            Pattern.compile("(?:patient|user|system)/([A-Za-z]+|\\*)\\.(read|write|\\*|c?r?u?d?s?)(?:\\?.*)?");
    private static final String ANY = "*";

    public Scopes {
        readable = List.copyOf(readable);
    }

    /** The scopes of a token; null and blank leave the decision to the server. */
    public static Scopes of(@Nullable String text) {
        List<MatchResult> resources = BLANKS.splitAsStream(text == null ? "" : text)
                .map(RESOURCE::matcher)
                .filter(Matcher::matches)
                .map(Matcher::toMatchResult)
                .toList();
        Stream<MatchResult> readable = resources.stream().filter(scope -> reads(scope.group(2)));
        return new Scopes(readable.map(scope -> scope.group(1)).toList(), resources.isEmpty());
    }

    /** Whether resources of a type may be requested. */
    public boolean cover(String type) {
        return saysNothing || readable.contains(ANY) || readable.contains(type);
    }

    private static boolean reads(String permission) {
        return permission.equals("read")
                || permission.equals(ANY)
                || (!permission.equals("write") && (permission.contains("r") || permission.contains("s")));
    }
}
