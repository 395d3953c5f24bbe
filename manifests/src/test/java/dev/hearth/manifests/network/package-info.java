/** Who may call whom by the network policies, against the arrows of the architecture. */
@NullMarked
package dev.hearth.manifests.network;

import org.jspecify.annotations.NullMarked;
