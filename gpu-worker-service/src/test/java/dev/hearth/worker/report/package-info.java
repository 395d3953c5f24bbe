@NullMarked
package dev.hearth.worker.report;

import org.jspecify.annotations.NullMarked;
