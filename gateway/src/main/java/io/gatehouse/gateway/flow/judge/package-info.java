/** Facts become a verdict: by the rules, and where these or the facts fail, by the operator's policy. */
package io.gatehouse.gateway.flow.judge;
