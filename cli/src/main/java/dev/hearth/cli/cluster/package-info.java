/** A whole Hearth on one machine: its processes from start to end, its files, its logs. */
@NullMarked
package dev.hearth.cli.cluster;

import org.jspecify.annotations.NullMarked;
