/** Recognises sign-ins: from a request's head what it is about, from its body who signs in. What an application could read otherwise than we do is refused. */
package io.gatehouse.gateway.flow.detect;
