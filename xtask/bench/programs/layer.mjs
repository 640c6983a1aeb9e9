// One layer, sigmoid, stride 1, no padding, G all ones: the same numbers here as
// in layer.py, the passes in plain JavaScript, and how long a program takes.

const WARM = 200; // milliseconds until a program is compiled and its memory settled

/** A square X and a square W, row-major. */
export function inputs(extent, kernelExtent) {
  const x = Float64Array.from({ length: extent ** 2 }, (_, index) => ((index * 757) % 2003) / 2003);
  const w = Float64Array.from({ length: kernelExtent ** 2 }, (_, index) => ((index * 331) % 2003) / 2003 - 0.5);
  return { x, extent, w, kernelExtent };
}

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

/**
 * `{ milliseconds, first_dw }` of each program, by its name. A program is given
 * the inputs and answers with a function that returns the first cell of dW.
 */
export async function measured(programs, ...extents) {
  const given = inputs(...extents);
  const samples = {};
  for (const [name, program] of Object.entries(programs)) {
    const run = program(given);
    await new Promise((resolve) => setTimeout(resolve, 100)); // what others left is cleared away
    for (const start = performance.now(); performance.now() - start < WARM; ) run();
    samples[name] = { milliseconds: timed(run), first_dw: run() };
  }
  return samples;
}

/** What every place with JavaScript can run. */
export const programs = ({ layerF64 }) => ({
  layerF64:
    ({ x, extent, w, kernelExtent }) =>
    () =>
      layerF64(x, extent, extent, w, kernelExtent, kernelExtent).dw[0],
  plain: (given) => () => plainLayer(given).dw[0],
});

/** Both passes as one writes them down, on row-major arrays. */
function plainLayer({ x, extent, w, kernelExtent }) {
  const output = extent - kernelExtent + 1;
  const z = new Float64Array(output ** 2);
  const h = new Float64Array(output ** 2);
  const dz = new Float64Array(output ** 2);
  const dx = new Float64Array(extent ** 2);
  const dw = new Float64Array(kernelExtent ** 2);
  let db = 0;
  for (let row = 0; row < output; row++) {
    for (let col = 0; col < output; col++) {
      let sum = 0;
      for (let i = 0; i < kernelExtent; i++) {
        for (let j = 0; j < kernelExtent; j++) {
          sum += x[(row + i) * extent + col + j] * w[i * kernelExtent + j];
        }
      }
      z[row * output + col] = sum;
    }
  }
  for (let index = 0; index < z.length; index++) {
    h[index] = 1 / (1 + Math.exp(-z[index]));
    dz[index] = h[index] * (1 - h[index]);
    db += dz[index];
  }
  for (let row = 0; row < output; row++) {
    for (let col = 0; col < output; col++) {
      const delta = dz[row * output + col];
      for (let i = 0; i < kernelExtent; i++) {
        for (let j = 0; j < kernelExtent; j++) {
          const cell = (row + i) * extent + col + j;
          dx[cell] += delta * w[i * kernelExtent + j];
          dw[i * kernelExtent + j] += delta * x[cell];
        }
      }
    }
  }
  return { z, h, dz, dx, dw, db };
}
