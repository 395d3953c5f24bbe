/** The services' settings, and the environment variables that name them. */
@NullMarked
package dev.hearth.manifests.settings;

import org.jspecify.annotations.NullMarked;
