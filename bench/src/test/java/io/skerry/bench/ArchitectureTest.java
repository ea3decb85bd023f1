package io.skerry.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.skerry", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  @ArchTest
  static final ArchRule startsTheProgramsAsProcessesOnly =
      classes()
          .that()
          .resideInAPackage("io.skerry.bench..")
          .should()
          .onlyDependOnClassesThat()
          .resideOutsideOfPackages(
              "io.skerry.agent..", "io.skerry.controller..", "io.skerry.packager..");

  @ArchTest
  static final ArchRule packagesFormNoCycle =
      slices().matching("io.skerry.bench.(*)..").should().beFreeOfCycles();
}
