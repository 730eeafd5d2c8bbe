/** The admin listener: health, and what an operator asks of a running gateway. What it shows and does comes in through {@code Operations}. */
package io.gatehouse.gateway.console;
