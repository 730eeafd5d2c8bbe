/** HTTP/2's view of headers, for both ends of the corridor. A leaf: knows nobody of Gatehouse. */
@NullMarked
package io.gatehouse.gateway.http2;

import org.jspecify.annotations.NullMarked;
