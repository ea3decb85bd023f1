package io.skerry.protocol.message;

/**
 * On {@code devices/{id}/out/fetch}: asks for a metadata file.
 *
 * @param id chosen by the device; the answer repeats it
 * @param name a TUF file name, such as {@code 5.root.json}
 * @param offset where to go on
 */
public record FetchRequest(long id, String name, long offset) {}
