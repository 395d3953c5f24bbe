package dev.hearth.manifests;

import java.util.List;

/** Something that must hold of all resources together. */
@FunctionalInterface
public interface Check {

    /** What does not hold, each naming resource, value and what was expected; empty if all is well. */
    List<String> findings(Manifests manifests);
}
