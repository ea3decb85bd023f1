// Calls every method of a running server through @grpc/grpc-js, which we did not write.
// usage: node client.js HOST:PORT PROTO MODEL INPUT
// MODEL takes and gives float32 [n] under the name INPUT, unchanged.
"use strict";
const assert = require("node:assert/strict");
const grpc = require("@grpc/grpc-js");
const loader = require("@grpc/proto-loader");

const [target, proto, model, input] = process.argv.slice(2);
const definition = loader.loadSync(proto, { keepCase: true, longs: String, defaults: true });
const { GRPCInferenceService } = grpc.loadPackageDefinition(definition).inference;
const client = new GRPCInferenceService(target, grpc.credentials.createInsecure());

const call = (method, request = {}) =>
  new Promise((resolve, reject) =>
    client[method](request, { deadline: Date.now() + 20000 }, (fault, answer) =>
      fault ? reject(fault) : resolve(answer)));

const fails = (code, method, request) =>
  assert.rejects(call(method, request), (fault) => fault.code === grpc.status[code]);

function raw(values) {
  return Buffer.from(new Float32Array(values).buffer);
}

function request(id, values, change = {}) {
  return {
    model_name: model,
    id,
    inputs: [{ name: input, datatype: "FP32", shape: [values.length] }],
    raw_input_contents: [raw(values)],
    ...change,
  };
}

async function unary() {
  assert.equal((await call("ServerLive")).live, true);
  assert.equal((await call("ServerReady")).ready, true);
  assert.equal((await call("ServerMetadata")).name, "skerry");
  assert.equal((await call("ModelReady", { name: model })).ready, true);
  assert.equal((await call("ModelReady", { name: "other" })).ready, false);
  assert.equal((await call("ModelMetadata", { name: model })).inputs[0].name, input);
  assert.equal((await call("ModelConfig", { name: model })).config.name, model);
  const index = await call("RepositoryIndex", { ready: true });
  assert.equal(index.models.find((entry) => entry.name === model).state, "READY");

  const answer = await call("ModelInfer", request("one", [1.5, -2]));
  assert.equal(answer.id, "one");
  assert.deepEqual(answer.raw_output_contents[0], raw([1.5, -2]));
  const typed = [{ name: input, datatype: "FP32", shape: [2], contents: { fp32_contents: [3, 4] } }];
  const change = { inputs: typed, raw_input_contents: [] };
  const unpacked = await call("ModelInfer", request("two", [], change));
  assert.deepEqual(unpacked.raw_output_contents[0], raw([3, 4]));
  const stats = (await call("ModelStatistics", { name: model })).model_stats[0];
  assert.ok(Number(stats.inference_count) >= 2);

  await fails("NOT_FOUND", "ModelInfer", request("", [1], { model_name: "other" }));
  await fails("INVALID_ARGUMENT", "ModelInfer", request("", [1], { raw_input_contents: [] }));
  await fails("FAILED_PRECONDITION", "RepositoryModelLoad", { model_name: model });
  await fails("FAILED_PRECONDITION", "RepositoryModelUnload", { model_name: model });
}

function stream(count) {
  return new Promise((resolve, reject) => {
    const answers = [];
    const call = client.ModelStreamInfer({ deadline: Date.now() + 20000 });
    call.on("data", (answer) => answers.push(answer));
    call.on("error", reject);
    call.on("end", () => resolve(answers));
    for (let i = 0; i < count; i++) {
      call.write(request(`s${i}`, [i], i === 7 ? { model_name: "other" } : {}));
    }
    call.end();
  });
}

async function main() {
  await unary();
  const answers = await stream(200);
  assert.equal(answers.length, 200);
  answers.forEach((answer, i) => {
    assert.equal(answer.infer_response.id, `s${i}`);
    assert.equal(answer.error_message !== "", i === 7);
  });
  console.log("every method answered");
}

main().then(() => client.close()).catch((fault) => {
  console.error(fault);
  process.exit(1);
});
