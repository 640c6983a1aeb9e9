// What static/start.js finds in place of files, where all of the page is one file (bundle.rs).
import * as program from "../../dist/convscope.js";
import wasm from "../../dist/convscope_bg.wasm";
import { write } from "../../dist/static/export.js";
import { connect } from "../../dist/static/frame.js";

self.convscopeParts = { program, wasm, connect, write };
