package io.skerry.agent.oip.grpc;

import io.skerry.agent.infer.Catalogue;
import io.skerry.agent.infer.Repository;
import io.skerry.agent.infer.Served;
import io.skerry.agent.infer.Served.Availability;
import io.skerry.agent.infer.Served.State;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Answers what is asked about the server and its repository as a whole. Event loop only. */
record ServerMethods(Catalogue catalogue, String version) {
  private static final List<String> EXTENSIONS =
      List.of(
          "model_repository", "model_configuration", "schedule_policy", "sequence", "statistics");
  private static final int SERVING = 1;
  private static final int NOT_SERVING = 2;

  /** {@code ServerLive}. */
  void live(ProtoReader question, Call call) throws CallException {
    Names.read(question);
    call.reply(new ProtoWriter().flag(1, true));
  }

  /** {@code ServerReady}: every model answers. */
  void ready(ProtoReader question, Call call) throws CallException {
    Names.read(question);
    call.reply(new ProtoWriter().flag(1, ready()));
  }

  /** {@code ServerMetadata}. */
  void metadata(ProtoReader question, Call call) throws CallException {
    Names.read(question);
    ProtoWriter writer = new ProtoWriter().text(1, "skerry").text(2, version);
    EXTENSIONS.forEach(name -> writer.element(3, name));
    call.reply(writer);
  }

  /** {@code grpc.health.v1.Health/Check}: of the server, or of our one service. */
  void health(ProtoReader question, Call call) throws CallException {
    String service = Names.read(question).first();
    if (!service.isEmpty() && !service.equals(Methods.SERVICE)) {
      throw new CallException(Status.NOT_FOUND, "no service '" + service + "'");
    }
    call.reply(new ProtoWriter().number(1, ready() ? SERVING : NOT_SERVING));
  }

  /** {@code RepositoryIndex}. */
  void index(ProtoReader question, Call call) throws CallException {
    boolean readyOnly = Names.read(question).flag();
    ProtoWriter writer = new ProtoWriter(1024);
    for (Served model : catalogue.list()) {
      Availability availability = model.availability();
      if (!readyOnly || availability.state() == State.READY) {
        writer.message(
            1,
            new ProtoWriter()
                .text(1, model.name())
                .text(2, model.version())
                .text(3, availability.state().name())
                .text(4, availability.reason()));
      }
    }
    call.reply(writer);
  }

  /** {@code RepositoryModelLoad}, where callers may do that. */
  void load(ProtoReader question, Call call) throws CallException {
    String name = Names.read(question).second();
    repository().load(name, told(call));
  }

  /** {@code RepositoryModelUnload}, where callers may do that. */
  void unload(ProtoReader question, Call call) throws CallException {
    String name = Names.read(question).second();
    repository().unload(name, told(call));
  }

  private boolean ready() {
    return catalogue.list().stream().allMatch(model -> model.availability().state() == State.READY);
  }

  private Repository repository() throws CallException {
    if (catalogue instanceof Repository repository) {
      return repository;
    }
    throw new CallException(
        Status.FAILED_PRECONDITION,
        "models come by signed releases: expected a rollout, got a call to load or unload");
  }

  private static Consumer<Optional<String>> told(Call call) {
    return fault ->
        call.later(
            () ->
                fault.ifPresentOrElse(
                    why -> call.fail(new CallException(Status.UNAVAILABLE, why)),
                    () -> call.reply(new ProtoWriter())));
  }
}
