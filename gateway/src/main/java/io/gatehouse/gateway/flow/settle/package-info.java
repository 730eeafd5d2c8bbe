/** A sign-in that has ended is counted, learnt or held against its device, and logged. */
package io.gatehouse.gateway.flow.settle;
