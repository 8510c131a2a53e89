package org.spinecds.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.spinecds.archive.ArchiveFailure.Problem;

/** The only part of an answer {@code multipart/related; type="application/dicom"} (PS3.18, RFC 2387), as a stream. */
final class MultipartAnswer {

    private static final int BUFFER = 1 << 16;
    private static final int LONGEST_HEAD = 1 << 14;
    private static final Pattern BOUNDARY = Pattern.compile(
            ";\\s*boundary\\s*=\\s*(?:\"([^\"]{1,200})\"|([^\\s;\"]{1,200}))", Pattern.CASE_INSENSITIVE);
    private static final Pattern TYPE =
            Pattern.compile(";\\s*type\\s*=\\s*\"?([^\\s;\"]+)\"?", Pattern.CASE_INSENSITIVE);
    private static final String DICOM = "application/dicom";

    private final InputStream body;
    private final byte[] boundary;
    private final byte[] buffer = new byte[BUFFER];
    private int from;
    private int to;

    private MultipartAnswer(InputStream body, String boundary) {
        this.body = body;
        this.boundary = ("--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * Prepares to read an answer.
     *
     * @throws ArchiveFailure where it is of another type
     */
    static MultipartAnswer of(String contentType, InputStream body) throws ArchiveFailure {
        Matcher boundary = BOUNDARY.matcher(contentType);
        Matcher type = TYPE.matcher(contentType);
        boolean isMultipart = contentType.strip().toLowerCase(Locale.ROOT).startsWith("multipart/related");
        if (!isMultipart || !boundary.find() || (type.find() && !type.group(1).equalsIgnoreCase(DICOM))) {
            throw new ArchiveFailure(Problem.NOT_UNDERSTOOD, "An object came as another type than multipart/related");
        }
        return new MultipartAnswer(body, boundary.group(1) != null ? boundary.group(1) : boundary.group(2));
    }

    /**
     * Writes the only part.
     *
     * @param most its largest size in bytes
     * @return whether the part was written wholly; false where it is larger, and then a beginning of it was written
     * @throws ArchiveFailure where the answer ends early, or has several parts
     */
    boolean writeTo(OutputStream file, long most) throws IOException, ArchiveFailure {
        skipHead();
        long written = 0;
        byte[] end = new byte[boundary.length + 2];
        end[0] = '\r';
        end[1] = '\n';
        System.arraycopy(boundary, 0, end, 2, boundary.length);
        while (true) {
            int found = indexOf(end);
            int sure = found >= 0 ? found : Math.max(from, to - end.length + 1);
            written += sure - from;
            if (written > most) {
                return false;
            }
            file.write(buffer, from, sure - from);
            from = sure;
            if (found >= 0) {
                from += end.length;
                checkLast();
                return true;
            }
            fill();
        }
    }

    /** Passes over the first boundary and the headers of the part. */
    private void skipHead() throws IOException, ArchiveFailure {
        String line = line();
        String first = new String(boundary, StandardCharsets.ISO_8859_1);
        for (int length = 0; !line.stripTrailing().equals(first); line = line()) {
            length += line.length() + 1;
            if (length > LONGEST_HEAD || line.startsWith(first + "--")) {
                throw new ArchiveFailure(Problem.NOT_UNDERSTOOD, "An answer has no part");
            }
        }
        int length = 0;
        for (line = line(); !line.isEmpty(); line = line()) {
            length += line.length() + 1;
            String header = line.toLowerCase(Locale.ROOT).replace(" ", "");
            if (length > LONGEST_HEAD
                    || (header.startsWith("content-type:") && !header.startsWith("content-type:" + DICOM))) {
                throw new ArchiveFailure(Problem.NOT_UNDERSTOOD, "The part of an answer is no DICOM");
            }
        }
    }

    private String line() throws IOException, ArchiveFailure {
        StringBuilder line = new StringBuilder();
        while (line.length() <= LONGEST_HEAD) {
            if (from == to) {
                fill();
            }
            char sign = (char) (buffer[from++] & 0xFF);
            if (sign == '\n') {
                int length = line.length();
                return length > 0 && line.charAt(length - 1) == '\r' ? line.substring(0, length - 1) : line.toString();
            }
            line.append(sign);
        }
        throw new ArchiveFailure(Problem.NOT_UNDERSTOOD, "The head of an answer is too long");
    }

    private void checkLast() throws IOException, ArchiveFailure {
        while (to - from < 2) {
            fill();
        }
        if (buffer[from] != '-' || buffer[from + 1] != '-') {
            throw new ArchiveFailure(Problem.WRONG_OBJECT, "An answer holds more than one object");
        }
    }

    private void fill() throws IOException, ArchiveFailure {
        System.arraycopy(buffer, from, buffer, 0, to - from);
        to -= from;
        from = 0;
        int read = body.read(buffer, to, buffer.length - to);
        if (read < 0) {
            throw new ArchiveFailure(Problem.CUT, "An answer ends before its object");
        }
        to += read;
    }

    private int indexOf(byte[] end) {
        for (int at = from; at <= to - end.length; at++) {
            int same = 0;
            while (same < end.length && buffer[at + same] == end[same]) {
                same++;
            }
            if (same == end.length) {
                return at;
            }
        }
        return -1;
    }
}
