/** What loading and running a model cost of late, and what the schedulers expect it to cost. */
@NullMarked
package dev.hearth.registry.profile;

import org.jspecify.annotations.NullMarked;
