/** ONNX models with known inputs and outputs: read from Debian's test data, or written by tests. */
package io.skerry.agent.onnxdata;
