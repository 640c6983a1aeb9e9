// What runs in Chromium: `layer(extent, kernelExtent)` and `limits()`.

import * as convscope from "/page/convscope.js";
import * as core from "/bench/bench_core.js";
import { measured, programs, timed } from "./layer.mjs";

const { instance } = await WebAssembly.instantiateStreaming(fetch("/peak.wasm"));
const source = new Float64Array(2 ** 21).fill(1);
const target = new Float64Array(source.length);

/** What V8 computes and copies at most, in GFLOP/s and GB/s. */
export function limits() {
  const rounds = 1e6;
  const peak = timed(() => instance.exports.peak(rounds, 1, 0.5));
  const copy = timed(() => target.set(source));
  return [(24 * rounds) / peak / 1e6, source.byteLength / copy / 1e6];
}

/** The fast path with nothing copied in or out. */
const resident = ({ x, extent, w, kernelExtent }) => {
  const layer = new core.Resident(x, extent, w, kernelExtent);
  return () => layer.run();
};

await Promise.all([convscope.default(), core.default()]);

export const layer = (...extents) => measured({ resident, ...programs(convscope) }, ...extents);
