package dev.hearth.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisBinaryTest {

    @Test
    void unpacksTheProgramOnce(@TempDir Path folder) throws Exception {
        var program = RedisBinary.unpack(folder);
        var unpacked = Files.getLastModifiedTime(program);

        assertThat(program).isExecutable();
        assertThat(RedisBinary.unpack(folder)).isEqualTo(program);
        assertThat(Files.getLastModifiedTime(program)).isEqualTo(unpacked);
    }

    @Test
    void hasAProgramForEveryMachineItNames() {
        for (var os : new String[] {"Linux", "Mac OS X"}) {
            for (var architecture : new String[] {"amd64", "aarch64"}) {
                var name = RedisBinary.bundledName(os, architecture);

                assertThat(RedisBinary.class.getResource("/" + name)).as(name).isNotNull();
            }
        }
    }
}
