/** gatehouse.yaml as records. Reading it, and saying where it is wrong, happens in {@code ConfigReader}; everybody else sees only the records. */
package io.gatehouse.gateway.config;
