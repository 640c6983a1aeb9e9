// A program of somebody else's: convscope as a package, and as files beside its own.
import assert from "node:assert";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import vm from "node:vm";
import * as convscope from "convscope";
import * as byPath from "convscope/convscope.js";
import * as beside from "./beside/convscope.js";

assert.equal(byPath, convscope);
const x = [[0.1, 0.2, 1.3], [0.37, 1.09, 1.02], [0.12, -0.23, -0.45]], w = [[0.4, -0.1], [0.23, 0.61]];
const require = createRequire(import.meta.url);
for (const { build, initSync, start, ...module } of [convscope, beside]) {
  for (const name of Object.keys(module).filter((name) => name !== "default")) {
    assert.throws(() => module[name](x, w), { name: "Error", message: new RegExp(`call init\\(\\) first.*${name}`) });
  }
  initSync({ module: readFileSync(require.resolve("convscope/convscope_bg.wasm")) });
  const elsewhere = vm.runInNewContext("[Float64Array.of(1, 2), Float32Array.of(1, 2), [1, 2]]");
  for (const row of elsewhere) assert.deepEqual(module.forward([row], [[3]], { activation: "identity" }).z, [[3, 6]]);
  assert.deepEqual([...module.forwardF64(elsewhere[0], 1, 2, elsewhere[0], 1, 1 + 1, { activation: "identity" }).z], [5]);
}
console.log(convscope.forward(x, w).z.flat().map((cell) => cell.toFixed(8)).join(" "));
