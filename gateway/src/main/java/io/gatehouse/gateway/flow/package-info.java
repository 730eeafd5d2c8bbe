/**
 * The corridor that every request walks: accept, detect, enrich, judge, respond, settle, in this order, which is also that of the folders. {@link
 * io.gatehouse.gateway.flow.LoginFlow} tells it.
 */
package io.gatehouse.gateway.flow;
