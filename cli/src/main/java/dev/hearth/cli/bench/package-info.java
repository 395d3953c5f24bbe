/** Benchmarks: what Hearth costs on this machine, measured against doing without it. */
@NullMarked
package dev.hearth.cli.bench;

import org.jspecify.annotations.NullMarked;
