/** The rules while the gateway runs: which are in force, which are tried out beside them, what each has done, and how they are replaced, silenced and taken back. */
package io.gatehouse.gateway.workbench;
