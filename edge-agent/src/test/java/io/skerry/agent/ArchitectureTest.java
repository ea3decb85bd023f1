package io.skerry.agent;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which package may look at which. */
@AnalyzeClasses(packages = "io.skerry", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  private static final String AGENT = "io.skerry.agent..";

  @ArchTest
  static final ArchRule packagesFormNoCycle =
      slices().matching("io.skerry.agent.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule onlyTheProtocolIsShared =
      noClasses()
          .that()
          .resideInAPackage(AGENT)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.skerry.packager..", "io.skerry.controller..", "io.skerry.bench..");

  @ArchTest static final ArchRule theEngineKnowsNoModels = looksOnlyAt("engine");

  @ArchTest static final ArchRule mediaKnowNoModels = looksOnlyAt("media");

  @ArchTest static final ArchRule requestsKnowTensors = looksOnlyAt("infer", "engine");

  @ArchTest
  static final ArchRule schedulersRunSessions = looksOnlyAt("schedule", "infer", "engine");

  @ArchTest static final ArchRule protocolsKnowNoModels = looksOnlyAt("oip", "infer", "engine");

  @ArchTest static final ArchRule tracesWatchRequests = looksOnlyAt("trace", "infer", "engine");

  @ArchTest static final ArchRule textIsPure = looksOnlyAt("text", "engine");

  @ArchTest static final ArchRule signalsArePure = looksOnlyAt("signal", "engine");

  @ArchTest
  static final ArchRule modelsRunOnEngines =
      looksOnlyAt("model", "schedule", "infer", "engine", "media", "text", "signal");

  @ArchTest
  static final ArchRule pipelinesRunModels = looksOnlyAt("pipeline", "model", "infer", "media");

  @ArchTest
  static final ArchRule releasesAreModelsAndPipelines =
      looksOnlyAt("release", "pipeline", "model", "engine");

  @ArchTest
  static final ArchRule theApiServesWhatRuns =
      looksOnlyAt("serve", "oip", "trace", "pipeline", "model", "infer", "media");

  @ArchTest
  static final ArchRule foldersHoldModels =
      looksOnlyAt("standalone", "model", "schedule", "infer", "engine");

  @ArchTest static final ArchRule oneEnginePackage = only("engine", "ai.onnxruntime..");

  @ArchTest
  static final ArchRule nativeLibrariesHaveTwoPackages = only("[media|engine]", "org.bytedeco..");

  @ArchTest
  static final ArchRule oneHttpServerPackage =
      only("[serve|oip|trace]", "io.vertx..", "io.netty..");

  @ArchTest static final ArchRule oneTracePackage = only("trace", "io.opentelemetry..");

  /** It needs libraries that a device without a desktop lacks. */
  @ArchTest
  static final ArchRule neverAvdevice =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveNameMatching("org\\.bytedeco\\.(ffmpeg\\.(global\\.)?avdevice.*|javacv.*)");

  @ArchTest
  static final ArchRule onlyMainEndsTheProcess =
      noClasses()
          .that()
          .resideInAPackage("io.skerry.agent.*..")
          .should()
          .callMethod(System.class, "exit", int.class);

  /** Of this module's packages, {@code from} may look at these and itself. */
  private static ArchRule looksOnlyAt(String from, String... others) {
    String[] allowed = new String[others.length + 2];
    allowed[0] = "io.skerry.protocol..";
    allowed[1] = "io.skerry.agent." + from + "..";
    for (int i = 0; i < others.length; i++) {
      allowed[i + 2] = "io.skerry.agent." + others[i] + "..";
    }
    return classes()
        .that()
        .resideInAPackage("io.skerry.agent." + from + "..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(allowed).or(resideOutsideOfPackage("io.skerry..")))
        .allowEmptyShould(true);
  }

  private static ArchRule only(String user, String... libraries) {
    return noClasses()
        .that()
        .resideInAPackage(AGENT)
        .and()
        .resideOutsideOfPackage("io.skerry.agent." + user + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(libraries);
  }
}
