/** Where people enrol authenticator apps, passkeys, phones and recovery codes by themselves, on the application's own origin. */
package io.gatehouse.gateway.challenge.enrol;
