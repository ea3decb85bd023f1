/**
 * NumPy arrays as golden samples hold them, and how an answer is compared with the expected one.
 */
package io.skerry.protocol.npy;
