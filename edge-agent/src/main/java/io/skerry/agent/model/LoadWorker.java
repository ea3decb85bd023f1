package io.skerry.agent.model;

import io.skerry.agent.infer.InferOutcome.Reason;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads what is asked for, one model after another: the first that has room, for which idle models
 * go. Confined to one thread, which it blocks until the ledger is closed.
 */
final class LoadWorker {
  private static final Logger LOG = LoggerFactory.getLogger(LoadWorker.class);

  private final Ledger ledger;
  private final Loading loading;
  private final ResidencyMeters meters;
  private final Residency residency;

  /**
   * Makes one.
   *
   * @param residency which models in memory tell of their uses
   */
  LoadWorker(Ledger ledger, Loading loading, ResidencyMeters meters, Residency residency) {
    this.ledger = ledger;
    this.loading = loading;
    this.meters = meters;
    this.residency = residency;
  }

  void work() {
    Optional<Flight> flight = next();
    while (flight.isPresent()) {
      load(flight.get());
      flight = next();
    }
  }

  /** The first flight that has room now, which is set aside for it; empty once closed. */
  private Optional<Flight> next() {
    for (Optional<Ledger.Look> look = ledger.look(); look.isPresent(); look = ledger.look()) {
      for (Flight flight : look.get().pending()) {
        if (makeRoom(flight.resident().bytes()) && ledger.depart(flight)) {
          return Optional.of(flight);
        }
      }
      ledger.pause(look.get());
    }
    return Optional.empty();
  }

  /** Lets idle models go until so much is free; false if it can't be had now. */
  private boolean makeRoom(long need) {
    while (!ledger.fits(need)) {
      Optional<List<Loaded>> gone = ledger.makeRoom(need);
      if (gone.isEmpty()) {
        return false;
      }
      gone.get().forEach(Loaded::close);
    }
    return true;
  }

  private void load(Flight flight) {
    Resident resident = flight.resident();
    try {
      Loading.Result result = loading.load(resident.source(), ledger.holds());
      long reserved = resident.bytes();
      long bytes = resident.learn(result.grownBytes());
      if (bytes <= reserved || makeRoom(bytes - reserved)) {
        settle(flight, new Loaded(resident, bytes, residency, result));
      } else {
        result.close();
        ledger.postpone(flight).ifPresent(why -> fail(flight, why));
      }
    } catch (ModelException e) {
      fail(flight, e);
    } catch (RuntimeException | Error e) {
      LOG.error("loading {}", resident.label(), e);
      fail(flight, ModelException.machine("loading " + resident.label() + " failed: " + e, e));
    }
  }

  private void settle(Flight flight, Loaded loaded) {
    List<Waiter> told = ledger.arrive(flight, loaded);
    meters.loads().increment();
    LOG.info("{} is in memory; batches: {}", loaded.label(), loaded.scheduler().plan());
    told.forEach(waiter -> waiter.ready(loaded));
  }

  private void fail(Flight flight, ModelException why) {
    Refusal refusal = new Refusal(Reason.UNAVAILABLE, why);
    ledger.fail(flight, why).forEach(refusal::tell);
  }
}
