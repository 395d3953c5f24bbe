@NullMarked
package dev.hearth.repository;

import org.jspecify.annotations.NullMarked;
