/** The GPUs of this machine and their figures; knows of no runtime. */
package io.skerry.agent.engine.gpu;
