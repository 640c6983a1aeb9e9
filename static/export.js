// Writes the files to take along. Only a page that saves one of them loads this.
//
// It is given the saved state, the grids as the last step has them (`X=1,2;3,4&W=…`), and of each touch of a cell the ten
// numbers of src/view/export/touches.rs.
//
// Numbers have all digits and an ASCII minus. What does not fit into an f64 is `nan`, `inf` and `-inf`, which NumPy reads,
// and `null` in JSON.
const BUILD = "unstamped";

export const write = (build, file, savedState, grids, touches) => {
  if (build !== BUILD) throw new Error(`The page is of build ${build}, and static/export.js of ${BUILD}.`);

  const read = (text) => Object.fromEntries(new URLSearchParams(text));
  // A saved state leaves out what is as at the start.
  const start =
    "stride=1&padding=0&dilation=1&bias=0&activation=sigmoid&loss=sum&rate=0.1&view=scatter&step=0" +
    "&notation=ours&index=0&decimals=4&language=numpy&hide=";
  const state = { ...read(start), ...read(savedState) };
  const rows = read(grids);
  for (const name in rows) rows[name] = rows[name].split(";").map((row) => row.split(",").map(Number));
  const names = Object.keys(rows);

  const field = (value) => (typeof value === "number" ? String(value).toLowerCase().replace("infinity", "inf") : value);
  const csv = (rows) => rows.map((row) => `${row.map(field).join(",")}\n`).join("");

  // The keys of a saved state, and those of the JavaScript functions' results.
  const json = () => {
    const all = { v: Number(state.v) };
    for (const name of ["X", "W", "G", "T", "Z", "H", "dZ", "dX", "dW"]) all[name.toLowerCase()] = rows[name];
    all.db = rows.db[0][0];
    for (const key of ["bias", "rate", "stride", "padding", "dilation", "step", "index"]) all[key] = Number(state[key]);
    for (const key of ["activation", "loss", "view", "notation", "language", "hide"]) all[key] = state[key];
    all.pin = state.pin ?? null;
    all.decimals = state.decimals === "full" ? "full" : Number(state.decimals);
    const entries = Object.entries(all).map(([key, value]) => `  "${key}": ${JSON.stringify(value)}`);
    return `{\n${entries.join(",\n")}\n}\n`;
  };

  const touched = Array.from({ length: touches.length / 10 }, (_, index) => {
    const [step, row, col, grid, cell_row, cell_col, before, a, b, after] = touches.subarray(10 * index, 10 * index + 10);
    return { step, row, col, grid: names[grid], cell_row, cell_col, before, a, b, after };
  });

  // What a step computes at once has no sum before.
  const PHASES = { Z: "forward", H: "activation", G: "activation", dZ: "activation-gradient" };
  const trace = () =>
    touched.map(({ step, row, col, grid, cell_row, cell_col, before, a, b, after }) => {
      const phase = PHASES[grid] ?? "backward";
      const place = phase.startsWith("activation") ? { row: null, col: null } : { row, col };
      const sum = phase === "backward" ? { before, contribution: a * b } : { before: null, contribution: null };
      return { step, phase, ...place, grid, cell_row, cell_col, ...sum, after };
    });
  const table = (trace) => csv([Object.keys(trace[0]), ...trace.map(Object.values)]);
  const list = (trace) => `[\n${trace.map((touch) => JSON.stringify(touch)).join(",\n")}\n]\n`;

  // The grids as matrices, and the arithmetic of the step that is shown.
  const tex = () => {
    const number = (value) => {
      if (Number.isNaN(value)) return "\\text{NaN}";
      return String(value).replace("Infinity", "\\infty").replace(/e\+?(.*)/, " \\cdot 10^{$1}");
    };
    const factor = (value) => number(value).replace(/^-.*|.* .*/, "($&)");
    const gradient = (of) => `\\frac{\\partial L}{\\partial ${of}}`;
    const symbol = (grid, index = "") => {
      if (grid === "G") return gradient(`H${index}`);
      return grid.startsWith("d") ? gradient(`${grid.slice(1)}${index}`) : `${grid}${index}`;
    };
    const newLine = " \\\\\n";

    const used = names.filter((grid) => grid !== "T" || state.loss.endsWith("squared-error"));
    const matrices = used.map((grid) => {
      const lines = rows[grid].map((row) => row.map(number).join(" & "));
      return `\\[ ${symbol(grid)} = \\begin{bmatrix}\n${lines.join(newLine)}\n\\end{bmatrix} \\]\n`;
    });

    const sums = new Map();
    for (const { grid, cell_row, cell_col, before, a, b, after } of touched) {
      const cell = symbol(grid, `_{${cell_row},${cell_col}}`);
      const sum = sums.get(cell)?.sum ?? number(before);
      sums.set(cell, { sum: `${sum} + ${factor(a)} \\cdot ${factor(b)}`, after });
    }
    const lines = Array.from(sums, ([cell, { sum, after }]) => `${cell} &= ${sum} = ${number(after)}`);
    const step = `% step ${state.step}\n\\begin{align*}\n${lines.join(newLine)}\n\\end{align*}\n`;
    const { stride, padding, dilation, activation, loss } = state;
    const layer = `% stride ${stride}, padding ${padding}, dilation ${dilation}, activation ${activation}, loss ${loss}\n`;
    return `% \\usepackage{amsmath}\n${layer}${matrices.join("")}${lines.length > 0 ? step : ""}`;
  };

  const files = {
    "convscope.json": json,
    "convscope.tex": tex,
    "convscope-trace.csv": () => table(trace()),
    "convscope-trace.json": () => list(trace()),
  };
  for (const name of names) files[`convscope-${name}.csv`] = () => csv(rows[name]);
  return files[file]();
};
