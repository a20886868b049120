package sample;

import static org.junit.jupiter.api.Assertions.*;
import java.nio.file.*;
import org.junit.jupiter.api.*;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleTest {
  @Test void passes() {}
  @Test void fails() { assertEquals(3, 1 + 1, "sum <of> \"two\""); }
  @Test void errs() { throw new IllegalStateException("no database"); }
  @Test @Disabled("not now") void skipped() {}
  @ParameterizedTest @ValueSource(ints = {1, 2}) void table(int n) { assertTrue(n > 0); }
  @Test void flaky() throws Exception {
    boolean first = !Files.exists(Path.of("seen"));
    Files.writeString(Path.of("seen"), "");
    assertFalse(first);
  }
}
