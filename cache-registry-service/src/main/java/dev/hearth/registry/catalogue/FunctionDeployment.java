package dev.hearth.registry.catalogue;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What OpenFaaS clients send to deploy a function; fields that mean nothing to a model function are ignored. */
record FunctionDeployment(
        @Nullable String service,
        @Nullable String image,
        @Nullable String namespace,
        @Nullable Map<String, String> envVars,
        @Nullable List<String> secrets,
        @Nullable Map<String, String> labels,
        @Nullable Map<String, String> annotations) {}
