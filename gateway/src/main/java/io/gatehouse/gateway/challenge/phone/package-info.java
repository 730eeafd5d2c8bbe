/** What lives on the phone's own origin: its page, and the API that the page, native apps and {@code gatehouse phone} use. */
package io.gatehouse.gateway.challenge.phone;
