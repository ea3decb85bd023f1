package io.skerry.controller.tokens;

import io.skerry.controller.api.TokenCheck;
import io.skerry.controller.db.Database;
import io.skerry.protocol.id.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * The API tokens in the database, of which only the SHA-256 is kept: they are long random secrets,
 * so that a slow hash adds nothing. Thread-safe; blocks.
 */
public final class StoredTokens implements TokenCheck {
  private final Database database;

  public StoredTokens(Database database) {
    this.database = database;
  }

  @Override
  public Optional<String> nameOf(String token) {
    Sha256 hash = Sha256.of(token.getBytes(StandardCharsets.UTF_8));
    return database
        .read(
            handle ->
                handle
                    .createQuery("SELECT hash, name FROM api_token WHERE hash = :hash")
                    .bind("hash", hash.hex())
                    .map((row, context) -> new Row(row.getString("hash"), row.getString("name")))
                    .findOne())
        .filter(row -> same(row.hash(), hash))
        .map(Row::name);
  }

  /** The database compared hashes, which tell nothing of the token; this settles it anyway. */
  private static boolean same(String stored, Sha256 hash) {
    return MessageDigest.isEqual(
        stored.getBytes(StandardCharsets.US_ASCII), hash.hex().getBytes(StandardCharsets.US_ASCII));
  }

  private record Row(String hash, String name) {}
}
