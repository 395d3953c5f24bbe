@NullMarked
package dev.hearth.worker.model;

import org.jspecify.annotations.NullMarked;
