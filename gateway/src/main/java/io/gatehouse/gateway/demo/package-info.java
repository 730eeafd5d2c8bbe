/** A small application to sign in to, for {@code gatehouse demo} alone: nothing else may know this package. */
package io.gatehouse.gateway.demo;
