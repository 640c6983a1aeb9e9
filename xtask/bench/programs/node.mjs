// What runs in Node: `node node.mjs <folder of the release page> <extent> <kernel extent>`.

import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { measured, programs } from "./layer.mjs";

const [dist, ...extents] = process.argv.slice(2);
const convscope = await import(pathToFileURL(join(resolve(dist), "convscope.js")));
convscope.initSync({ module: readFileSync(join(dist, "convscope_bg.wasm")) });
console.log(JSON.stringify(await measured(programs(convscope), ...extents.map(Number))));
