package dev.hearth.manifests;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the sources lie. */
public final class Checkout {

    private Checkout() {}

    /** A file of the checkout; Maven runs tests in their module's folder. */
    public static Path file(String relative) {
        var root = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(root.resolve("k8s"))) {
            root = root.getParent();
            if (root == null) {
                throw new IllegalStateException("no folder above " + Path.of("").toAbsolutePath() + " has a k8s/");
            }
        }
        return root.resolve(relative);
    }
}
