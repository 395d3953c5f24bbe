/** Resources against the published types of their kinds: unknown fields, wrong types, missing ones. */
@NullMarked
package dev.hearth.manifests.schema;

import org.jspecify.annotations.NullMarked;
