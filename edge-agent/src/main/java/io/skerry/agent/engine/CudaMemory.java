package io.skerry.agent.engine;

import static org.bytedeco.cuda.global.cudart.cudaFree;
import static org.bytedeco.cuda.global.cudart.cudaFreeHost;
import static org.bytedeco.cuda.global.cudart.cudaGetErrorString;
import static org.bytedeco.cuda.global.cudart.cudaMalloc;
import static org.bytedeco.cuda.global.cudart.cudaMallocHost;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyAsync;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyDeviceToHost;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyHostToDevice;
import static org.bytedeco.cuda.global.cudart.cudaSuccess;

import java.nio.ByteBuffer;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.Pointer;

/**
 * The memory of one input or output: a block on the device and a pinned one on the host of the same
 * size, which grow and never shrink. Confined to one thread at a time.
 */
final class CudaMemory implements AutoCloseable {
  private final String name;
  private Pointer device = new Pointer();
  private Pointer host = new Pointer();
  private long bytes;

  /** Empty. */
  CudaMemory(String name) {
    this.name = name;
  }

  /** Makes both blocks at least so large; what they held is lost. */
  void reserve(long needed) throws EngineException {
    if (needed <= bytes) {
      return;
    }
    close();
    check(cudaMalloc(device, needed), name + ": " + needed + " bytes on the device");
    check(cudaMallocHost(host, needed), name + ": " + needed + " pinned bytes");
    bytes = needed;
  }

  /** The first bytes of the block on the host. */
  ByteBuffer host(int count) {
    return Virtual.memory(host, bytes).asByteBuffer().slice(0, count);
  }

  Pointer hostAddress() {
    return host;
  }

  Pointer deviceAddress() {
    return device;
  }

  /** Begins to copy the first bytes to the device. */
  void upload(long count, CUstream_st stream) throws EngineException {
    check(cudaMemcpyAsync(device, host, count, cudaMemcpyHostToDevice, stream), name);
  }

  /** Begins to copy the first bytes to the host. */
  void download(long count, CUstream_st stream) throws EngineException {
    check(cudaMemcpyAsync(host, device, count, cudaMemcpyDeviceToHost, stream), name);
  }

  static void check(int result, String subject) throws EngineException {
    if (result != cudaSuccess) {
      throw new EngineException("CUDA, " + subject + ": " + cudaGetErrorString(result).getString());
    }
  }

  /** Frees both; may be used again. */
  @Override
  public void close() {
    if (!device.isNull()) {
      cudaFree(device);
    }
    if (!host.isNull()) {
      cudaFreeHost(host);
    }
    device = new Pointer();
    host = new Pointer();
    bytes = 0;
  }
}
