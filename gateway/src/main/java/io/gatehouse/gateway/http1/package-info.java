/** HTTP/1.1 as bytes, for both ends of the corridor. A leaf: knows nobody of Gatehouse. */
@NullMarked
package io.gatehouse.gateway.http1;

import org.jspecify.annotations.NullMarked;
