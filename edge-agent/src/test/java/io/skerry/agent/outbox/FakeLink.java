package io.skerry.agent.outbox;

import io.skerry.agent.link.Link;
import io.skerry.agent.link.LinkException;
import io.skerry.agent.link.Publication;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A link whose broker acknowledges at once, or is away. */
final class FakeLink implements Link {
  final List<String> published = new CopyOnWriteArrayList<>();
  volatile boolean up = true;
  final AtomicInteger failures = new AtomicInteger();

  @Override
  public CompletableFuture<Void> publish(Publication publication) {
    if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      return CompletableFuture.failedFuture(new LinkException("connection lost"));
    }
    published.add(new String(publication.payload(), StandardCharsets.UTF_8));
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Void> subscribe(String topic) {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Void> unsubscribe(String topic) {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public long connection() {
    return up ? 1 : 0;
  }
}
