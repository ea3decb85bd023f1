package io.skerry.controller;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.skerry.controller.api.Calls;
import io.skerry.controller.api.Routes;
import io.skerry.controller.audit.Audit;
import io.skerry.controller.blobs.BlobRoutes;
import io.skerry.controller.blobs.BlobStore;
import io.skerry.controller.blobs.Broadcast;
import io.skerry.controller.blobs.UploadSweeper;
import io.skerry.controller.blobs.Uploads;
import io.skerry.controller.db.Database;
import io.skerry.controller.enrolment.Endpoints;
import io.skerry.controller.enrolment.EnrolmentRoutes;
import io.skerry.controller.link.FleetLink;
import io.skerry.controller.repository.CurrentPublisher;
import io.skerry.controller.repository.FetchService;
import io.skerry.controller.repository.FileRoutes;
import io.skerry.controller.repository.Refresher;
import io.skerry.controller.repository.Repository;
import io.skerry.controller.repository.RepositoryRoutes;
import io.skerry.controller.state.State;
import io.skerry.protocol.topic.Topics;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;

/**
 * Wires what takes releases in and hands them out, and what lets devices in: blobs, repository,
 * broadcast, enrolment.
 *
 * <p>Order: construct, mount both lists of routes, {@link #start}, then start the link. The owner
 * closes this before link and database.
 */
final class RepositorySide implements AutoCloseable {
  private final Parts parts;
  private final BlobStore blobs;
  private final Uploads uploads;
  private final Repository repository;
  private final CurrentPublisher publisher;
  private final FetchService fetches;
  private final Broadcast broadcast;
  private final Refresher refresher;
  private final UploadSweeper sweeper;

  RepositorySide(Parts parts, MeterRegistry metrics) throws IOException {
    Topics topics = new Topics(parts.state().authority().fleet());
    this.parts = parts;
    this.blobs = new BlobStore(parts.state().folder().blobs());
    this.uploads = new Uploads(blobs, parts.clock());
    this.repository =
        new Repository(
            parts.database(), blobs, parts.state().onlineKeys(), parts.audit(), parts.clock());
    this.publisher = new CurrentPublisher(parts.database(), parts.link(), topics);
    this.fetches = new FetchService(parts.database(), parts.link(), topics);
    this.broadcast = new Broadcast(topics, parts.link(), blobs, parts.database());
    this.refresher = new Refresher(repository, publisher);
    this.sweeper = new UploadSweeper(uploads);
    measure(metrics);
  }

  private void measure(MeterRegistry metrics) {
    FunctionCounter.builder("skerry.chunks.sent.bytes", broadcast, Broadcast::sentBytes)
        .register(metrics);
    FunctionCounter.builder("skerry.wants.dropped", broadcast, Broadcast::dropped)
        .register(metrics);
    FunctionCounter.builder("skerry.link.dropped", parts.link(), FleetLink::dropped)
        .register(metrics);
    Gauge.builder("skerry.link.connected", parts.link(), link -> link.connected() ? 1 : 0)
        .register(metrics);
  }

  /** The calls that need no token. */
  List<Routes> openRoutes(Calls calls, Supplier<Endpoints> endpoints) {
    return List.of(new FileRoutes(calls, parts.database()), enrolment(calls, endpoints).open());
  }

  /** The calls that need one. */
  List<Routes> guardedRoutes(Calls calls, Supplier<Endpoints> endpoints) {
    return List.of(
        new BlobRoutes(calls, blobs, uploads),
        new RepositoryRoutes(calls, repository, publisher),
        enrolment(calls, endpoints).guarded());
  }

  private EnrolmentRoutes enrolment(Calls calls, Supplier<Endpoints> endpoints) {
    return new EnrolmentRoutes(
        calls, parts.database(), parts.state().authority(), endpoints, parts.audit());
  }

  /** Subscribes to the fleet and begins to work; call before the link starts. */
  void start() {
    sweeper.start();
    fetches.start();
    broadcast.start();
    parts.link().onConnect(publisher::publish);
    refresher.start();
  }

  @Override
  public void close() {
    sweeper.close();
    refresher.close();
    broadcast.close();
  }

  /** What this side is given. */
  record Parts(State state, Database database, FleetLink link, Audit audit, Clock clock) {}
}
