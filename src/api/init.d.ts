/** An object of the class of that name, where there is one: these types need no library but the language's. */
type Instance<Name extends string> = typeof globalThis extends { [name in Name]: { prototype: infer T } } ? T : never;
type WasmModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer T } } } ? T : never;
type WasmMemory = typeof globalThis extends { WebAssembly: { Memory: { prototype: infer T } } } ? T : { readonly buffer: ArrayBuffer };

/** The program as bytes, or compiled. */
export type SyncInitInput = ArrayBuffer | ArrayBufferView | WasmModule;

/** The program, or where it is. */
export type InitInput = SyncInitInput | string | Instance<"URL"> | Instance<"Request"> | Instance<"Response">;

export interface InitOutput {
  readonly memory: WasmMemory;
}

/** Starts the program, by default the convscope_bg.wasm beside this module. */
export default function init(
  program?: { module_or_path: InitInput | Promise<InitInput> } | InitInput | Promise<InitInput>,
): Promise<InitOutput>;

/** Starts the program from its bytes, as in Node. */
export function initSync(program: { module: SyncInitInput } | SyncInitInput): InitOutput;

/** The id of this build, the same in all of its files. */
export const build: string;
