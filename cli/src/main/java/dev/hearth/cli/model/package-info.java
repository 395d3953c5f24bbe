/** Commands on models: list and import. */
@NullMarked
package dev.hearth.cli.model;

import org.jspecify.annotations.NullMarked;
