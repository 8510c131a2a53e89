package org.spinecds.replay;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Resources drawn by a seed, with escapes, signs beyond ASCII, blanks, numbers of every form and members of one name deeper. */
final class DrawnJson {

    private static final List<String> NAMES =
            List.of("resourceType", "id", "subject", "patient", "code", "reference", "status", "meta", "é", "a\\\"b");
    private static final List<String> PIECES = List.of(
            "abc",
            " ",
            "Patient/p1",
            "é",
            "漢字",
            "𝄞",
            "\\n",
            "\\\"",
            "\\\\",
            "\\u0041",
            "\\ud834\\udd1e",
            "{",
            "}",
            ":");
    private static final List<String> NUMBERS = List.of("0", "-1", "12.50", "3e7", "-0.1E-3", "123456789012345678");

    private final Random random;

    DrawnJson(Random random) {
        this.random = random;
    }

    String resource() {
        List<String> members = new ArrayList<>();
        members.add(name("resourceType") + blank() + ":" + blank() + "\"Condition\"");
        members.add(name("id") + ":" + string());
        if (random.nextBoolean()) {
            members.add(name("subject") + ":" + (random.nextInt(4) == 0 ? value(2) : reference()));
        }
        if (random.nextInt(3) == 0) {
            members.add(name("patient") + ":" + reference());
        }
        if (random.nextBoolean()) {
            members.add(name("code") + ":" + value(2));
        }
        members.add("\"extra\"" + ":" + value(4));
        members.add("\"effectivePeriod\"" + ":" + value(2));
        Collections.shuffle(members, random);
        return blank() + "{" + blank() + String.join(blank() + "," + blank(), members) + blank() + "}" + blank();
    }

    private String reference() {
        return "{" + blank() + "\"display\":" + string() + "," + name("reference") + blank() + ":\"Patient/p"
                + random.nextInt(9) + "\"}";
    }

    /** A name, in one of eight with its first sign escaped. */
    private String name(String name) {
        return random.nextInt(8) == 0
                ? "\"\\u00" + Integer.toHexString(name.charAt(0)) + name.substring(1) + "\""
                : "\"" + name + "\"";
    }

    private String value(int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 6)) {
            case 0 -> NUMBERS.get(random.nextInt(NUMBERS.size()));
            case 1 -> List.of("true", "false", "null").get(random.nextInt(3));
            case 2, 3 -> string();
            case 4 -> {
                List<String> elements = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    elements.add(value(depth - 1));
                }
                yield "[" + blank() + String.join(blank() + ",", elements) + blank() + "]";
            }
            default -> {
                List<String> names = new ArrayList<>(NAMES);
                Collections.shuffle(names, random);
                List<String> members = new ArrayList<>();
                for (String name : names.subList(0, random.nextInt(4))) {
                    members.add("\"" + name + "\"" + blank() + ":" + value(depth - 1));
                }
                yield "{" + blank() + String.join("," + blank(), members) + "}";
            }
        };
    }

    private String string() {
        StringBuilder text = new StringBuilder("\"");
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.append('"').toString();
    }

    private String blank() {
        return random.nextInt(4) == 0 ? List.of(" ", "\t", "\r", "  ").get(random.nextInt(4)) : "";
    }
}
