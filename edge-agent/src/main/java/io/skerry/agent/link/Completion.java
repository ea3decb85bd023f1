package io.skerry.agent.link;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.common.MqttException;

/**
 * Ends a future with what the broker answered, or with the loss of the connection. Called on Paho's
 * callback thread. Thread-safe.
 */
final class Completion implements MqttActionListener {
  private static final int FIRST_FAILURE = 0x80;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private final Consumer<Completion> ended;

  Completion(Consumer<Completion> ended) {
    this.ended = ended;
  }

  CompletableFuture<Void> done() {
    return done;
  }

  void lost() {
    fail(new LinkException("connection lost"));
  }

  @Override
  public void onSuccess(IMqttToken token) {
    OptionalInt refusal = refusal(token.getReasonCodes());
    if (refusal.isPresent()) {
      fail(new LinkException("the broker refused: reason " + refusal.getAsInt()));
    } else {
      ended.accept(this);
      done.complete(null);
    }
  }

  @Override
  public void onFailure(IMqttToken token, Throwable fault) {
    String text =
        fault instanceof MqttException paho ? PahoFault.text(paho) : String.valueOf(fault);
    fail(new LinkException(text, fault));
  }

  private void fail(LinkException fault) {
    ended.accept(this);
    done.completeExceptionally(fault);
  }

  private static OptionalInt refusal(int[] reasons) {
    return reasons == null
        ? OptionalInt.empty()
        : Arrays.stream(reasons).filter(reason -> reason >= FIRST_FAILURE).findFirst();
  }
}
