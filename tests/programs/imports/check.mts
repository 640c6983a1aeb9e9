// Every way of calling that the types are to allow, and some that they are not to.
import init, { backward, build, contributions, forward, frame, initSync, layerF64, loss, type Rows } from "convscope";

const started: Promise<{ readonly memory: { readonly buffer: ArrayBuffer } }> = init();
init({ module_or_path: "convscope_bg.wasm" });
init(new Uint8Array(8));
initSync({ module: new ArrayBuffer(8) }).memory.buffer.byteLength;

const fixed = [[1, 2], [3, 4]] as const;
const typed: Rows = [Float32Array.of(1, 2), Uint8ClampedArray.of(3, 4), [5, 6]];
const frozen: ReadonlyArray<ReadonlyArray<number>> = Object.freeze([Object.freeze([1, 2])]);
const z: number[][] = forward(fixed, typed, { padding: 1 }).z;
const db: number = backward(frozen, fixed, undefined, { activation: "tanh" }).db;
const cell: number | null = frame(fixed, typed, 1).z[0]![0]!;
const sums: number[] = contributions(fixed, fixed, "dX", 0, 0).map(({ sum }) => sum);
const { h, dw } = layerF64(new Float64Array(4), 2, 2, Float64Array.of(1), 1, 1);
const all: [string, number, Float64Array] = [build, loss(fixed, fixed), h.length > 0 ? h : dw];

// @ts-expect-error
forward([["1"]], fixed);
// @ts-expect-error
forward([BigInt64Array.of(1n)], fixed);
// @ts-expect-error
forward([new DataView(new ArrayBuffer(8))], fixed);
// @ts-expect-error
forward(fixed, fixed, { strides: 1 });
// @ts-expect-error
layerF64([1], 1, 1, [1], 1, 1);
// @ts-expect-error
initSync();

export { all, cell, db, started, sums, z };
