/** The model repository: versions on disk, and the import that splits an ONNX model into graph and weights. */
@NullMarked
package dev.hearth.repository;

import org.jspecify.annotations.NullMarked;
