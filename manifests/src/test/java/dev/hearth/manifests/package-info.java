/** Kubernetes manifests as they are rendered, and what must hold of them. */
@NullMarked
package dev.hearth.manifests;

import org.jspecify.annotations.NullMarked;
