/** The results log's tail and the callers that wait for it. */
@NullMarked
package dev.hearth.gateway.result;

import org.jspecify.annotations.NullMarked;
