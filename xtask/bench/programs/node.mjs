// What runs in Node: a line `["program", extent, kernelExtent]` is answered by a
// line. The argument is the folder of the release build.

import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { contest, programs } from "./contest.mjs";

const dist = resolve(process.argv[2]);
const convscope = await import(pathToFileURL(join(dist, "convscope.js")));
convscope.initSync({ module: readFileSync(join(dist, "convscope_bg.wasm")) });
const sample = contest(programs(convscope));

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await sample(...JSON.parse(line))));
}
