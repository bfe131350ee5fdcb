/** What calls cost: price tables, meters that add up, and budgets that stop a call. Knows neither spans nor metrics. */
@NullMarked
package dev.weir.tracing.cost;

import org.jspecify.annotations.NullMarked;
