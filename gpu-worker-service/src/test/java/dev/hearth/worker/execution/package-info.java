@NullMarked
package dev.hearth.worker.execution;

import org.jspecify.annotations.NullMarked;
