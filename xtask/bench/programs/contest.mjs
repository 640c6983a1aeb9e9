// Times programs that compute the same layer; for Chromium and for Node.

import { inputs, plainLayer } from "./layer.mjs";

/**
 * Milliseconds of one call: the mean of as many as take 20 ms together, since
 * a browser's clock is coarse.
 */
export function timed(run) {
  for (let calls = 1; ; calls *= 2) {
    const start = performance.now();
    for (let call = 0; call < calls; call++) run();
    const passed = performance.now() - start;
    if (passed >= 20) return passed / calls;
  }
}

/** A program from a function that returns all results. */
export const program = (layer) => (given) => ({
  run: () => layer(given),
  firstDw: () => layer(given).dw[0],
});

/** What every place with JavaScript can run, by name. */
export const programs = ({ layerF64 }) => ({
  plain: program(plainLayer),
  layerF64: program(({ x, extent, w, kernelExtent }) => layerF64(x, extent, extent, w, kernelExtent, kernelExtent)),
});

/**
 * A function that answers what a program takes for a layer, `{ milliseconds,
 * first_dw }`, or `{ absent }`, why it cannot run. A program is made for a
 * layer once, `{ run, firstDw, before? }`: a promise of that will do.
 */
export function contest(programs) {
  const made = new Map();
  const make = async (name, extent, kernelExtent) => {
    const program = await programs[name](inputs(extent, kernelExtent));
    return { ...program, first_dw: program.firstDw() };
  };
  return async (...what) => {
    const key = String(what);
    try {
      if (!made.has(key)) made.set(key, await make(...what));
      const { run, first_dw, before } = made.get(key);
      await before?.();
      return { first_dw, milliseconds: timed(run) };
    } catch (error) {
      return { absent: error.message };
    }
  };
}
