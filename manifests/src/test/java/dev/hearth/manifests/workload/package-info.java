/** Pods: what they refer to, how they are probed, ended, confined and multiplied. */
@NullMarked
package dev.hearth.manifests.workload;

import org.jspecify.annotations.NullMarked;
