package io.skerry.agent.engine;

import io.skerry.agent.engine.Selection.Runner;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests that run on a real GPU, by {@code ./skerry test --gpu}, and fail where there is none. */
@Tag("gpu")
@ExtendWith(GpuMachine.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface OnGpu {
  /** What must work beside the driver. */
  Runner[] value() default {};
}
