package io.skerry.packager;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.skerry.packager",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  @ArchTest
  static final ArchRule knowsOnlyTheProtocol =
      classes()
          .should()
          .onlyDependOnClassesThat(
              DescribedPredicate.describe(
                  "are the packager's, the protocol's or no part of Skerry",
                  (JavaClass type) ->
                      !type.getPackageName().startsWith("io.skerry.")
                          || type.getPackageName().startsWith("io.skerry.packager")
                          || type.getPackageName().startsWith("io.skerry.protocol")));

  @ArchTest
  static final ArchRule packagesFormNoCycle =
      slices().matching("io.skerry.packager.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule onlyProveRunsModels =
      classes()
          .that()
          .resideOutsideOfPackage("io.skerry.packager.prove")
          .should()
          .onlyDependOnClassesThat(
              DescribedPredicate.describe(
                  "are not ONNX Runtime's",
                  (JavaClass type) -> !type.getPackageName().startsWith("ai.onnxruntime")));
}
