/** Content-defined chunks: how a blob is cut, and the index that names its chunks. */
package io.skerry.protocol.chunk;
