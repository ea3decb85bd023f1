package io.skerry.agent.oip.grpc;

import io.skerry.agent.infer.Catalogue;
import io.skerry.agent.infer.Served;
import io.skerry.agent.infer.Served.Description;
import io.skerry.agent.infer.Served.State;
import io.skerry.agent.oip.Datatypes;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.Tensors;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Answers what is asked about single models. Event loop only. */
record ModelMethods(Catalogue catalogue) {
  /** {@code ModelReady}; as Triton answers, an unknown model is not ready. */
  void ready(ProtoReader question, Call call) throws CallException {
    Names names = Names.read(question);
    Optional<Served> model = catalogue.find(names.first(), names.version());
    boolean ready = model.isPresent() && model.get().availability().state() == State.READY;
    call.reply(new ProtoWriter().flag(1, ready));
  }

  /** {@code ModelMetadata}. */
  void metadata(ProtoReader question, Call call) throws CallException {
    Served model = named(question);
    describe(model, call, description -> metadata(model, description));
  }

  /** {@code ModelConfig}. */
  void config(ProtoReader question, Call call) throws CallException {
    Served model = named(question);
    describe(model, call, description -> config(model, description));
  }

  /** {@code ModelStatistics}, of one model or of all. */
  void statistics(ProtoReader question, Call call) throws CallException {
    Names names = Names.read(question);
    List<Served> models =
        names.first().isEmpty()
            ? catalogue.list()
            : List.of(Lookup.find(catalogue, names.first(), names.version()));
    ProtoWriter writer = new ProtoWriter(1024);
    models.forEach(model -> writer.message(1, Statistics.of(model)));
    call.reply(writer);
  }

  private Served named(ProtoReader question) throws CallException {
    Names names = Names.read(question);
    return Lookup.find(catalogue, names.first(), names.version());
  }

  private static void describe(Served model, Call call, Function<Description, ProtoWriter> writer) {
    model.describe(
        (description, fault) ->
            call.later(
                () ->
                    description.ifPresentOrElse(
                        known -> call.reply(writer.apply(known)),
                        () -> call.fail(new CallException(Status.UNAVAILABLE, fault)))));
  }

  private static ProtoWriter metadata(Served model, Description description) {
    ProtoWriter writer =
        new ProtoWriter(256)
            .text(1, model.name())
            .element(2, model.version())
            .text(3, model.platform());
    description.inputs().forEach(spec -> writer.message(4, tensor(spec)));
    description.outputs().forEach(spec -> writer.message(5, tensor(spec)));
    return writer;
  }

  private static ProtoWriter tensor(Tensors.Spec spec) {
    return new ProtoWriter()
        .text(1, spec.name())
        .text(2, Datatypes.name(spec.type()))
        .numbers(3, spec.dimensions());
  }

  /** Dimensions are told in full, so {@code max_batch_size} is left at 0. */
  private static ProtoWriter config(Served model, Description description) {
    ProtoWriter writer = new ProtoWriter(256).text(1, model.name()).text(2, model.platform());
    for (Tensors.Spec spec : description.inputs()) {
      writer.message(5, typed(spec).numbers(4, spec.dimensions()));
    }
    for (Tensors.Spec spec : description.outputs()) {
      writer.message(6, typed(spec).numbers(3, spec.dimensions()));
    }
    return new ProtoWriter().message(1, writer);
  }

  private static ProtoWriter typed(Tensors.Spec spec) {
    return new ProtoWriter().text(1, spec.name()).number(2, number(spec.type()));
  }

  /** By {@code DataType} of Triton's model configuration. */
  private static int number(ElementType type) {
    return switch (type) {
      case BOOL -> 1;
      case UINT8 -> 2;
      case UINT16 -> 3;
      case UINT32 -> 4;
      case UINT64 -> 5;
      case INT8 -> 6;
      case INT16 -> 7;
      case INT32 -> 8;
      case INT64 -> 9;
      case FLOAT16 -> 10;
      case FLOAT32 -> 11;
      case FLOAT64 -> 12;
      case STRING -> 13;
      case BFLOAT16 -> 14;
    };
  }
}
