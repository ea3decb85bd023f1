// A plain Fastify server that speaks the Open Inference Protocol, JSON and Triton's binary tensors:
//   node server.js NAME=MODEL.onnx …     prints {"ready":true,"url":…}
// The engine has the same options as every other party of the benchmark: one thread per run, no spinning.
import Fastify from 'fastify';
import ort from 'onnxruntime-node';

const options = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  extra: { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } },
};
const types = {
  FP32: ['float32', Float32Array],
  INT64: ['int64', BigInt64Array],
};
const names = { float32: 'FP32', int64: 'INT64' };
const models = new Map();
for (const argument of process.argv.slice(2)) {
  const [name, file] = argument.split('=');
  models.set(name, await ort.InferenceSession.create(file, options));
}

const server = Fastify({ bodyLimit: 64 << 20, keepAliveTimeout: 120_000 });
server.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (request, body, done) => done(null, body));

function feeds(head, bytes) {
  const tensors = {};
  let at = 0;
  for (const input of head.inputs) {
    const [type, Elements] = types[input.datatype];
    const length = input.parameters?.binary_data_size;
    let data;
    if (length === undefined) {
      data = type === 'int64' ? BigInt64Array.from(input.data, BigInt) : Float32Array.from(input.data);
    } else {
      const from = bytes.byteOffset + at;
      data = from % Elements.BYTES_PER_ELEMENT === 0
        ? new Elements(bytes.buffer, from, length / Elements.BYTES_PER_ELEMENT)
        : new Elements(bytes.buffer.slice(from, from + length));
      at += length;
    }
    tensors[input.name] = new ort.Tensor(type, data, input.shape);
  }
  return tensors;
}

server.post('/v2/models/:name/infer', async (request, reply) => {
  const name = request.params.name;
  const binary = request.headers['inference-header-content-length'];
  let head = request.body;
  let rest;
  if (binary !== undefined) {
    head = JSON.parse(request.body.subarray(0, Number(binary)).toString('utf8'));
    rest = request.body.subarray(Number(binary));
  }
  const results = await models.get(name).run(feeds(head, rest));
  const outputs = Object.entries(results).map(([output, tensor]) => ({
    name: output, datatype: names[tensor.type], shape: tensor.dims,
  }));
  const values = Object.values(results).map((tensor) => tensor.data);
  if (!head.parameters?.binary_data_output) {
    outputs.forEach((output, i) => { output.data = Array.from(values[i]); });
    return { model_name: name, model_version: '1', outputs };
  }
  const parts = values.map((data) => Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  outputs.forEach((output, i) => { output.parameters = { binary_data_size: parts[i].length }; });
  const json = Buffer.from(JSON.stringify({ model_name: name, model_version: '1', outputs }));
  reply.header('Inference-Header-Content-Length', json.length).type('application/octet-stream');
  return Buffer.concat([json, ...parts]);
});

const url = await server.listen({ port: 0, host: '127.0.0.1' });
console.log(JSON.stringify({ ready: true, url }));
