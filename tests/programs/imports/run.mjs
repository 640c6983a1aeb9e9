// Runs a bundle as a page does that has it, with the files beside it.
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

globalThis.fetch = async (url) => new Response(await readFile(new URL(url)), { headers: { "content-type": "application/wasm" } });
await import(pathToFileURL(resolve(process.argv[2])));
