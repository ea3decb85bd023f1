package io.skerry.controller;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.skerry.controller",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  @ArchTest
  static final ArchRule packagesFormNoCycle =
      slices().matching("io.skerry.controller.(*)..").should().beFreeOfCycles();

  /** The policy is bytes or records in, decisions out. */
  @ArchTest
  static final ArchRule policyIsPure =
      noClasses()
          .that()
          .haveNameMatching(".*\\.rollouts\\.(Policy|Verdict|Waves|Plan|Facts|Decision).*")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.jdbi..", "io.vertx..", "java.sql..", "io.skerry.controller.db..", "org.slf4j..")
          .orShould()
          .callMethod(java.time.Instant.class, "now");

  @ArchTest
  static final ArchRule nothingButTheBrokerKnowsArtemis =
      noClasses()
          .that()
          .resideOutsideOfPackage("..broker..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.activemq..");

  @ArchTest
  static final ArchRule featuresDontKnowWhoWiresThem =
      noClasses()
          .that()
          .resideInAPackage("io.skerry.controller.*..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.skerry.controller");
}
