package org.spinecds.security;

import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;

/**
 * Reads a client's JWK Set from its configured address: without redirects, 100 kB at most, within one second for the connection and one
 * for each read of bytes, so that an answer in drops may take longer. Any status of success is taken.
 */
final class KeySetRetriever extends DefaultResourceRetriever {

    private static final int PATIENCE_MILLIS = 1000;
    private static final int LARGEST = 100_000;

    KeySetRetriever() {
        super(PATIENCE_MILLIS, PATIENCE_MILLIS, LARGEST);
    }

    @Override
    protected HttpURLConnection openHTTPConnection(URL url) throws IOException {
        HttpURLConnection connection = super.openHTTPConnection(url);
        connection.setInstanceFollowRedirects(false);
        return connection;
    }
}
