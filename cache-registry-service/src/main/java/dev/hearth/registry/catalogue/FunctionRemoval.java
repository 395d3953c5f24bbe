package dev.hearth.registry.catalogue;

import org.jspecify.annotations.Nullable;

/** What OpenFaaS clients send to remove a function. */
record FunctionRemoval(
        @Nullable String functionName, @Nullable String namespace) {}
