/** Real Kafka and real Redis for tests, and the rule that no test is skipped unnoticed. */
@NullMarked
package dev.hearth.testing;

import org.jspecify.annotations.NullMarked;
