/** What people see of Gatehouse in a browser, and the small JSON answers that stand for it. Knows only the exchange. */
package io.gatehouse.gateway.page;
