/** Commands on functions: deploy, list, describe, remove, invoke. */
@NullMarked
package dev.hearth.cli.function;

import org.jspecify.annotations.NullMarked;
