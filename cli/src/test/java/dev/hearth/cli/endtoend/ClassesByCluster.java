package dev.hearth.cli.endtoend;

import java.util.Comparator;
import java.util.HashMap;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Puts test classes that share a cluster one after the other, so that each {@link ClusterFlavour} is started once. Flavours
 * come in the order of their first class, and classes of a flavour stay as they were.
 */
final class ClassesByCluster implements ClassOrderer {

    @Override
    public void orderClasses(ClassOrdererContext context) {
        var classes = context.getClassDescriptors();
        var places = new HashMap<Object, Integer>();
        classes.forEach(type -> places.putIfAbsent(flavour(type), places.size()));
        classes.sort(Comparator.comparing(type -> places.get(flavour(type))));
    }

    /** Its flavour's class, or itself. */
    private static Object flavour(ClassDescriptor type) {
        return type.findRepeatableAnnotations(ExtendWith.class).stream()
                .flatMap(extended -> java.util.Arrays.stream(extended.value()))
                .filter(ClusterFlavour.class::isAssignableFrom)
                .map(Object.class::cast)
                .findFirst()
                .orElse(type.getTestClass());
    }
}
