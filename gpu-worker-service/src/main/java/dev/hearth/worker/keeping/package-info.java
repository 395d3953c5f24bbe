/** What functions ask of their models while nobody uses them: to stay on a GPU, to lie in host memory. */
@NullMarked
package dev.hearth.worker.keeping;

import org.jspecify.annotations.NullMarked;
