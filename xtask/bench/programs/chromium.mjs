// What runs in Chromium: `sample(program, extent, kernelExtent)` and `limits()`.

import * as convscope from "/page/convscope.js";
import * as core from "/core/bench_core.js";
import { contest, programs, timed } from "./contest.mjs";

/** The fast path with nothing copied in or out. */
const resident = ({ x, extent, w, kernelExtent }) => {
  const layer = new core.Resident(x, extent, w, kernelExtent);
  return {
    run: () => layer.run(),
    firstDw: () => {
      layer.run();
      return layer.first_dw();
    },
  };
};

/** TensorFlow.js, f32. Its wasm backend has no gradient of the filter: dW is X ⋆ dZ. */
const tfjs = (backend) => async ({ x, extent, w, kernelExtent }) => {
  if (!self.tf) throw new Error("tfjs is not here (npm brings it)");
  const before = () => tf.setBackend(backend);
  tf.wasm.setWasmPaths("/peers/@tensorflow/tfjs-backend-wasm/dist/");
  await before();
  const output = extent - kernelExtent + 1;
  const image = tf.tensor4d(Float32Array.from(x), [1, extent, extent, 1]);
  const filter = tf.tensor4d(Float32Array.from(w), [kernelExtent, kernelExtent, 1, 1]);
  const layer = () => {
    const h = tf.sigmoid(tf.conv2d(image, filter, 1, "valid"));
    const dz = tf.mul(h, tf.sub(1, h));
    tf.conv2dTranspose(dz, filter, image.shape, 1, "valid");
    tf.sum(dz);
    return tf.conv2d(image, tf.reshape(dz, [output, output, 1, 1]), 1, "valid");
  };
  return {
    before,
    run: () => tf.tidy(() => void layer()),
    firstDw: () => tf.tidy(() => layer().dataSync()[0]),
  };
};

const { instance } = await WebAssembly.instantiateStreaming(fetch("/peak.wasm"));
const source = new Float64Array(2 ** 21).fill(1);
const target = new Float64Array(source.length);

/** What V8 computes and copies at most, in GFLOP/s and GB/s. */
self.limits = () => {
  const rounds = 1e6;
  const peak = timed(() => instance.exports.peak(rounds, 1, 0.5));
  const copy = timed(() => target.set(source));
  return [(24 * rounds) / peak / 1e6, source.byteLength / copy / 1e6];
};

await Promise.all([convscope.default(), core.default()]);
self.sample = contest({
  ...programs(convscope),
  resident,
  "tfjs-wasm": tfjs("wasm"),
  "tfjs-cpu": tfjs("cpu"),
});
