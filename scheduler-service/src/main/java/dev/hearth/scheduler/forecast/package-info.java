/** What the core expects models to cost, told to Prometheus and to the registry. */
@NullMarked
package dev.hearth.scheduler.forecast;

import org.jspecify.annotations.NullMarked;
