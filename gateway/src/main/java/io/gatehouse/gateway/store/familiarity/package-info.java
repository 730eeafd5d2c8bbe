/** How common a sign-in's features are among everybody's, and how telling that is of its user. A leaf but for {@code history}. */
package io.gatehouse.gateway.store.familiarity;
