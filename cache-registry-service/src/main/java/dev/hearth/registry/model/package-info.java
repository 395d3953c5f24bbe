/** The model repository over HTTP: what it holds and where that lies, imports, deletions. */
@NullMarked
package dev.hearth.registry.model;

import org.jspecify.annotations.NullMarked;
