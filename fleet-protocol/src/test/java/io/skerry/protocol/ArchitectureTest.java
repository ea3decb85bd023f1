package io.skerry.protocol;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.skerry.protocol",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  @ArchTest
  static final ArchRule packagesFormNoCycle =
      slices().matching("io.skerry.protocol.(*)..").should().beFreeOfCycles();

  /** {@code URI} is a name, not a connection. */
  @ArchTest
  static final ArchRule opensNoSocketAndNoFile =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveNameMatching("java\\.net\\.(?!URI$|URISyntaxException$).*|java\\.nio\\.file\\..*")
          .orShould()
          .dependOnClassesThat()
          .haveNameMatching("java\\.nio\\.channels\\..*|java\\.io\\.(File|RandomAccessFile).*");

  @ArchTest
  static final ArchRule knowsNoTransport =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vertx..", "io.netty..", "org.eclipse.paho..", "java.net.http..");

  @ArchTest
  static final ArchRule takesTimeAsAnArgument =
      noClasses()
          .should()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis");
}
