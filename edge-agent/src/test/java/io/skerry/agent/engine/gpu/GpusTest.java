package io.skerry.agent.engine.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** GPUs from a Jetson's kernel files, and the words where there is none. */
final class GpusTest {
  private static final String MEMORY =
      "MemTotal: 7990000 kB\nMemFree: 1 kB\nMemAvailable: 5990000 kB\n";

  @TempDir private Path root;

  @Test
  void withoutADeviceFileNoLibraryIsLookedFor() {
    Gpus none = Gpus.in(root);
    assertEquals(Optional.of("no NVIDIA device (/dev/nvidia0 is missing)"), none.absence());
    assertTrue(none.list().isEmpty());
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    new GpuMeters(none).bindTo(registry);
    assertTrue(registry.getMeters().isEmpty());
  }

  @Test
  void aMissingDriverLibraryIsNamedWithWhatToDo() {
    NoGpu fault = assertThrows(NoGpu.class, () -> Nvml.load("libnvidia-ml-absent.so.1"));
    assertTrue(
        fault.getMessage().startsWith("libnvidia-ml-absent.so.1 not found: install the NVIDIA"),
        fault.getMessage());
  }

  @Test
  void aJetsonTellsItsFiguresByFiles() throws Exception {
    orin();
    Gpus gpus = Gpus.in(root);
    assertEquals(Optional.empty(), gpus.absence());
    Gpu gpu = gpus.list().getFirst();
    assertEquals(new Gpu(0, "tegra-1421", "NVIDIA Jetson Orin Nano", "8.7"), gpu);
    GpuFigures figures = gpus.read(gpu);
    assertEquals(new GpuFigures(0.437, 7990000 * 1024.0, 2000000 * 1024.0, 2.5, 51.5), figures);
    assertEquals(5849, figures.freeMb());
  }

  @Test
  void itsGaugesBearTritonsNames() throws Exception {
    orin();
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    new GpuMeters(Gpus.in(root)).bindTo(registry);
    TreeMap<String, Double> values = new TreeMap<>();
    registry
        .find("nv_gpu_utilization")
        .tag("gpu_uuid", "tegra-1421")
        .gauges()
        .forEach(gauge -> values.put(gauge.getId().getName(), gauge.value()));
    assertEquals(0.437, values.get("nv_gpu_utilization"));
    assertEquals(5, registry.getMeters().size());
    write("sys/class/devfreq/17000000.gpu/device/load", "900\n");
    assertEquals(0.9, registry.get("nv_gpu_utilization").gauge().value());
  }

  @Test
  void whatAKernelDoesNotTellIsNotANumber() throws Exception {
    write("dev/nvhost-gpu", "");
    write("proc/device-tree/compatible", "nvidia,p3450\0nvidia,tegra210\0");
    write("sys/devices/gpu.0/load", "nonsense");
    Gpus gpus = Gpus.in(root);
    assertEquals("5.3", gpus.list().getFirst().capability());
    GpuFigures figures = gpus.read(gpus.list().getFirst());
    assertTrue(Double.isNaN(figures.utilization()) && Double.isNaN(figures.totalBytes()));
    assertTrue(Double.isNaN(figures.watts()) && Double.isNaN(figures.celsius()));
    assertEquals(0, figures.freeMb());
  }

  @Test
  void anUnknownChipIsNotUsed() throws Exception {
    write("dev/nvhost-gpu", "");
    write("proc/device-tree/compatible", "nvidia,p9999\0nvidia,tegra999\0");
    String absence = Gpus.in(root).absence().orElseThrow();
    assertTrue(absence.contains("nvidia,tegra999"), absence);
  }

  private void orin() throws IOException {
    write("dev/nvhost-gpu", "");
    write("proc/device-tree/compatible", "nvidia,p3768-0000+p3767-0005\0nvidia,tegra234\0");
    write("proc/device-tree/model", "NVIDIA Jetson Orin Nano\0");
    write("proc/device-tree/serial-number", "1421\0");
    write("proc/meminfo", MEMORY);
    write("sys/class/devfreq/17000000.gpu/device/load", "437\n");
    write("sys/class/thermal/thermal_zone0/type", "cpu-thermal\n");
    write("sys/class/thermal/thermal_zone0/temp", "49000\n");
    write("sys/class/thermal/thermal_zone1/type", "gpu-thermal\n");
    write("sys/class/thermal/thermal_zone1/temp", "51500\n");
    write("sys/class/hwmon/hwmon1/in1_label", "VDD_IN\n");
    write("sys/class/hwmon/hwmon1/in2_label", "VDD_CPU_GPU_CV\n");
    write("sys/class/hwmon/hwmon1/in2_input", "5000\n");
    write("sys/class/hwmon/hwmon1/curr2_input", "500\n");
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
