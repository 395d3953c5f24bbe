package dev.hearth.cli.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.springframework.util.FileSystemUtils;

/** Gives test classes the one {@link FakeCheckout} that they share: whoever starts a cluster first prepares its services. */
final class SharedFakeCheckout implements ParameterResolver {

    private record Shared(FakeCheckout checkout) implements AutoCloseable {

        static Shared create(String name) {
            try {
                return new Shared(FakeCheckout.create(Files.createTempDirectory(name)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            // Links go, and what they lead to stays.
            FileSystemUtils.deleteRecursively(checkout.root());
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == FakeCheckout.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(SharedFakeCheckout.class))
                .computeIfAbsent("hearth-fake-checkout", Shared::create, Shared.class)
                .checkout();
    }
}
