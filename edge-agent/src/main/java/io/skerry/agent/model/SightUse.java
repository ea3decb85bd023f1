package io.skerry.agent.model;

import io.skerry.agent.engine.EngineException;
import io.skerry.agent.engine.Tensor;
import io.skerry.agent.media.Picture;
import io.skerry.agent.schedule.Scheduler;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.Input;
import io.skerry.protocol.manifest.ModelContent;
import io.skerry.protocol.npy.NpyArray;
import io.skerry.protocol.npy.SampleInputs;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** A model that sees: one picture in, what it found out. Thread-safe. */
final class SightUse implements Use {
  private static final int SPARES = 8;

  private final Input.Image input;
  private final PictureDecoder decoder;
  private final Map<String, Tensor> constants;
  private final BlockingQueue<PictureTensor> spares = new ArrayBlockingQueue<>(SPARES);

  private SightUse(Input.Image input, PictureDecoder decoder, Map<String, Tensor> constants) {
    this.input = input;
    this.decoder = decoder;
    this.constants = constants;
  }

  static SightUse of(Input.Image input, ModelContent content) throws ModelException {
    if (!content.tensors().state().isEmpty()) {
      throw ModelException.content("state needs input audio, got image");
    }
    NpyArray black = NpyArray.zeros(ElementType.FLOAT32, PictureTensor.shape(input));
    try {
      Map<String, NpyArray> inputs =
          new HashMap<>(SampleInputs.complete(content.tensors(), Map.of(input.tensor(), black)));
      inputs.remove(input.tensor());
      return new SightUse(input, PictureDecoder.of(content), NpyTensors.of(inputs));
    } catch (FormatException e) {
      throw ModelException.content(e.getMessage(), e);
    }
  }

  /** Runs one picture; boxes under {@code minScore} are dropped. */
  Found look(Scheduler scheduler, Picture picture, float minScore, Terms terms)
      throws ModelException, EngineException {
    PictureTensor spare = spares.poll();
    PictureTensor tensor = spare == null ? new PictureTensor(input) : spare;
    try {
      Placement placement = tensor.fill(picture);
      Map<String, Tensor> inputs = new HashMap<>(constants);
      inputs.put(input.tensor(), tensor.tensor());
      Map<String, Tensor> outputs = scheduler.run(terms.request(inputs), terms.cancellation());
      try {
        return decoder.decode(outputs, placement, minScore);
      } finally {
        outputs.values().forEach(Tensor::free);
      }
    } finally {
      boolean _ = spares.offer(tensor); // beyond eight the collector takes it
    }
  }
}
