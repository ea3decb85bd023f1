package io.skerry.agent.pipeline;

import io.skerry.agent.media.Frame;
import io.skerry.agent.media.FrameSource;
import io.skerry.agent.media.MediaException;
import io.skerry.agent.media.Picture;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A source at the pace of its recording, captured on a thread of its own. Only the newest frame
 * waits; one that nobody took in time is dropped and counted. Three pictures go round. {@link
 * #next} and {@link #close} are for one thread.
 */
final class NewestFrame implements FrameSource {
  private static final int SPARES = 3;

  /** How long a picture stands that is the only one. */
  private static final long FIRST_MS = 1000;

  private final FrameSource source;
  private final PipelineCounts counts;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Deque<Picture> spares = new ArrayDeque<>();
  private Optional<Frame> newest = Optional.empty();
  private Optional<MediaException> failure = Optional.empty();
  private boolean ended;

  private NewestFrame(String name, FrameSource source, PipelineCounts counts) {
    this.source = source;
    this.counts = counts;
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::capture);
  }

  /** Takes over the source and begins to capture. */
  static NewestFrame start(String name, FrameSource source, PipelineCounts counts) {
    NewestFrame frames = new NewestFrame(name, source, counts);
    frames.thread.start();
    return frames;
  }

  @Override
  public Optional<Frame> next(Picture spare) throws MediaException {
    lock.lock();
    try {
      recycle(spare);
      while (newest.isEmpty() && !ended) {
        arrived.await();
      }
      if (newest.isEmpty() && failure.isPresent()) {
        throw failure.get();
      }
      Optional<Frame> taken = newest;
      newest = Optional.empty();
      return taken;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  private void capture() {
    try {
      play(new Pace());
      end(Optional.empty());
    } catch (MediaException e) {
      end(Optional.of(e));
    } catch (InterruptedException e) {
      end(Optional.empty()); // closed; this thread ends here
    } catch (RuntimeException | Error e) {
      end(Optional.of(MediaException.gone("the capture died: " + e)));
      throw e;
    }
  }

  private void play(Pace pace) throws MediaException, InterruptedException {
    long lastMs = 0;
    long eachMs = FIRST_MS;
    Optional<Frame> frame = source.next(spare());
    while (frame.isPresent() && !Thread.interrupted()) {
      pace.await(frame.get().mediaMs());
      eachMs = frame.get().number() == 0 ? FIRST_MS : frame.get().mediaMs() - lastMs;
      lastMs = frame.get().mediaMs();
      publish(frame.get());
      frame = source.next(spare());
    }
    pace.await(lastMs + eachMs); // the last frame stands as long as the others
  }

  private void publish(Frame frame) {
    lock.lock();
    try {
      if (newest.isPresent()) {
        recycle(newest.get().picture());
        counts.dropped(1);
      }
      newest = Optional.of(frame);
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  private void end(Optional<MediaException> why) {
    lock.lock();
    try {
      failure = why;
      ended = true;
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  private Picture spare() {
    lock.lock();
    try {
      return spares.isEmpty() ? new Picture(1, 1) : spares.pop();
    } finally {
      lock.unlock();
    }
  }

  private void recycle(Picture picture) {
    if (spares.size() < SPARES) {
      spares.push(picture);
    }
  }

  /** Stops the capture, waits for it and closes the source. */
  @Override
  public void close() {
    thread.interrupt();
    boolean interrupted = false;
    while (true) {
      try {
        thread.join(); // ends after the frame that is being decoded
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    source.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
