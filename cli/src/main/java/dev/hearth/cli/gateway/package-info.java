/** How commands find the gateway, talk to it and print what it says. */
@NullMarked
package dev.hearth.cli.gateway;

import org.jspecify.annotations.NullMarked;
