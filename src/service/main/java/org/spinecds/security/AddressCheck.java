package org.spinecds.security;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;

/**
 * Refuses an allowed server name that resolves to a private address, so that a call cannot send the service into its
 * own network. Private addresses can be allowed for an EHR in that network.
 *
 * @param privateAllowed whether a FHIR server may have a private address
 * @param loopbackAllowed whether it may be on this machine
 */
public record AddressCheck(boolean privateAllowed, boolean loopbackAllowed) {

    /**
     * Accepts a server if all its addresses are allowed. A name without any address is accepted; the later read fails.
     *
     * @throws FhirServerNotAllowed when one of its addresses is private
     */
    public void check(URI server) {
        try {
            for (InetAddress address : InetAddress.getAllByName(server.getHost())) {
                boolean allowed = address.isLoopbackAddress() ? loopbackAllowed : privateAllowed || !isPrivate(address);
                if (!allowed) {
                    throw new FhirServerNotAllowed(
                            "The fhirServer of this call has a private address, and those are not allowed"
                                    + " (spinecds.fhir.private-addresses).");
                }
            }
        } catch (UnknownHostException e) {
            return;
        }
    }

    /** RFC 1918, 3927, 4193, 4291, 6598, and addresses of no host. */
    static boolean isPrivate(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean uniqueLocal = address instanceof Inet6Address && (bytes[0] & 0xFE) == 0xFC;
        boolean shared = bytes.length == 4 && (bytes[0] & 0xFF) == 100 && (bytes[1] & 0xC0) == 64;
        boolean thisNetwork = bytes.length == 4 && bytes[0] == 0;
        return address.isLoopbackAddress()
                || address.isSiteLocalAddress()
                || address.isLinkLocalAddress()
                || address.isAnyLocalAddress()
                || address.isMulticastAddress()
                || uniqueLocal
                || shared
                || thisNetwork;
    }
}
