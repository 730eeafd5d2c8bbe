/** The desk where approvals happen. It knows challenges and who may answer them; what a sign-in does with the outcome is told through {@code Endings}. */
package io.gatehouse.gateway.challenge;
