/** What loading and running a model cost of late. */
@NullMarked
package dev.hearth.registry.profile;

import org.jspecify.annotations.NullMarked;
