/** The secrets that nodes share: cookie, HMAC and sealing keys with ids, in one file of mode 0600. A leaf: knows nobody of Gatehouse. */
package io.gatehouse.gateway.keyring;
