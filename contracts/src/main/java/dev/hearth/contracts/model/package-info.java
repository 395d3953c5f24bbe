/** References to models and the manifest of a repository version. */
@NullMarked
package dev.hearth.contracts.model;

import org.jspecify.annotations.NullMarked;
