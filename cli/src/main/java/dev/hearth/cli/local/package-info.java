/** What of Hearth lies on this machine: the checkout, the data folder, and the file that says what runs. */
@NullMarked
package dev.hearth.cli.local;

import org.jspecify.annotations.NullMarked;
