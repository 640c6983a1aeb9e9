// What the stories ask of a page in one go. This text goes in front of each script.

const app = document.querySelector('[data-app="convscope"]');
const cellOf = (grid, row, col) =>
  app.querySelector(`[data-grid="${grid}"] [data-row="${row}"][data-col="${col}"]`);
const whereIs = (cell) => {
  const { row, col } = cell.dataset;
  return { grid: cell.closest("[data-grid]").dataset.grid, row: Number(row), col: Number(col) };
};
// The module that runs the page, not another one of the same file.
const program = () => import(document.querySelector("link[rel=modulepreload]").href);
const isVisible = (element) => {
  const { width, height } = element.getBoundingClientRect();
  return width > 1 && height > 1 && element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
};
const describe = (element) =>
  `<${element.tagName.toLowerCase()} class="${element.getAttribute("class") ?? ""}"> «${
    String(element.getAttribute("aria-label") ?? (element.value || element.textContent)).trim().slice(0, 40)}»`;

// All attributes of the contract, as they are written.
function state() {
  const grids = {};
  for (const grid of app.querySelectorAll("[data-grid]")) {
    const name = grid.dataset.grid;
    if (name in grids) throw new Error(`two grids are called ${name}`);
    const rows = (grids[name] = []);
    for (const cell of grid.querySelectorAll("[data-row][data-col]")) {
      const { row, col, value = null } = cell.dataset;
      if ((rows[row] ??= [])[col] !== undefined) throw new Error(`${name} has two cells [${row},${col}]`);
      rows[row][col] = value;
    }
    const widths = new Set(Array.from(rows, (row) => row?.length));
    if (widths.size !== 1 || Array.from(rows).some((row) => Array.from(row).includes(undefined)))
      throw new Error(`${name} has holes`);
  }
  const { step, steps, phase, row = null, col = null } = app.dataset;
  return { step, steps, phase, row, col, grids };
}

// Carries on an action of the page and says at once what it shows then.
function stateAfter(action) {
  action();
  return state();
}

function seek(step) {
  const range = app.querySelector('input[type="range"]');
  range.value = step;
  range.dispatchEvent(new Event("input", { bubbles: true }));
}

// The cells that are lit, each with its role: they have an outline, or lie under the frame of their grid.
function litCells() {
  return [...app.querySelectorAll("[data-grid]")].flatMap((grid) => {
    const frame = grid.querySelector(".overlay > [data-role]");
    const { left, right, top, bottom } = frame?.getBoundingClientRect() ?? {};
    const isUnder = (cell) => {
      const { x, y, width, height } = cell.getBoundingClientRect();
      const [centre, middle] = [x + width / 2, y + height / 2];
      return left < centre && centre < right && top < middle && middle < bottom;
    };
    const roleOf = (cell) => cell.dataset.role ?? (frame && isUnder(cell) ? frame.dataset.role : undefined);
    return [...grid.querySelectorAll("[data-row][data-col]")].map((cell) => ({ cell, role: roleOf(cell) })).filter(({ role }) => role);
  });
}

function lit() {
  return litCells().map(({ cell, role }) => ({ ...whereIs(cell), role }));
}

// How many frames there are, and those with a side that lies on no side of a cell.
function frames() {
  const all = [...app.querySelectorAll(".overlay > [data-role]")];
  const strays = all.filter((frame) => {
    const cells = [...frame.closest("figure").querySelectorAll("tbody :is([data-row], .ghost)")].map((cell) => cell.getBoundingClientRect());
    const box = frame.getBoundingClientRect();
    const isOff = (side) => !cells.some((cell) => Math.abs(cell[side] - box[side]) < 0.05);
    return ["left", "right", "top", "bottom"].some(isOff);
  });
  return [all.length, strays.map((frame) => frame.closest("figure").dataset.area)];
}

// The cell that has the focus.
function focusedCell() {
  const cell = document.activeElement.closest("[data-grid] [data-row][data-col]");
  return cell && whereIs(cell);
}

// The visible text that an input's aria attributes lead to.
function complaint(input) {
  const ids = ["aria-describedby", "aria-errormessage"].flatMap((name) => (input.getAttribute(name) ?? "").split(/\s+/));
  const texts = ids.map((id) => document.getElementById(id)).filter((element) => element && isVisible(element));
  return texts.map((element) => element.innerText.trim()).join(" ");
}

// Everything about the looks of an element that may show that it has the focus.
function ring(element) {
  const parts = [element, element.closest("[data-row][data-col]")].filter(Boolean);
  return parts.map((part) => {
    const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, borderWidth } = getComputedStyle(part);
    return [outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, borderWidth].join("|");
  }).join(" / ");
}

// The last element that was asked about, where it looked the same with and without focus.
function unmarkedFocus() {
  const last = window.lastFocus;
  const element = document.activeElement;
  window.lastFocus = element === document.body ? null : { element, ring: ring(element) };
  return last && last.element !== element && ring(last.element) === last.ring ? describe(last.element) : null;
}

// Of these elements and what is in them: those that are not fully inside the
// viewport and every box around them that clips.
function cutOff(elements) {
  const viewport = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
  const inside = (box, frame) =>
    box.left >= frame.left - 1 && box.top >= frame.top - 1 && box.right <= frame.right + 1 && box.bottom <= frame.bottom + 1;
  const all = elements.flatMap((element) => [element, ...element.querySelectorAll("*")]);
  return all.filter(isVisible).filter((element) => {
    const box = element.getBoundingClientRect();
    if (!inside(box, viewport)) return true;
    for (let frame = element.parentElement; frame; frame = frame.parentElement)
      if (getComputedStyle(frame).overflow !== "visible" && !inside(box, frame.getBoundingClientRect())) return true;
    return false;
  }).map(describe);
}

// Of these elements: those whose middle lies under something else.
function covered(elements) {
  return elements.filter(isVisible).filter((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const uppermost = document.elementFromPoint(left + width / 2, top + height / 2);
    return !(element.contains(uppermost) || uppermost?.contains(element));
  }).map(describe);
}

// Whether an element lies under something else, or outside of the window: at its top, its middle and its bottom.
function isHidden(element) {
  const { left, top, width, height } = element.getBoundingClientRect();
  return [0.1, 0.5, 0.9].every((part) => {
    const uppermost = document.elementFromPoint(left + width / 2, top + part * height);
    return !(element.contains(uppermost) || uppermost?.contains(element));
  });
}

// The boxes of the numbers in cells, each with that of its cell: of a field the text alone.
function numbers() {
  const measure = document.createElement("span");
  measure.style.cssText = "position: fixed; visibility: hidden; white-space: pre";
  document.body.append(measure);
  const all = [...document.querySelectorAll("[data-grid] [data-row]")].flatMap((cell) =>
    [...cell.querySelectorAll("span, input, small")].filter(isVisible).map((text) => {
      const { fontSize, fontFamily, fontWeight, fontStretch, fontVariantNumeric } = getComputedStyle(text);
      Object.assign(measure.style, { fontSize, fontFamily, fontWeight, fontStretch, fontVariantNumeric });
      measure.textContent = text.value ?? (text.textContent || cell.lastElementChild.dataset.added);
      return { text: measure.textContent, cell: cell.getBoundingClientRect(), width: measure.getBoundingClientRect().width, size: parseFloat(fontSize) };
    }));
  measure.remove();
  return all;
}

// Numbers that reach into the cell beside theirs, and grids that lie over another.
function collisions() {
  const wide = numbers().filter(({ width, cell }) => width > cell.width + 2.1);
  const grids = [...document.querySelectorAll(".figure")].map((grid) => [grid.dataset.area, grid.querySelector("table").getBoundingClientRect()]);
  const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  const over = grids.flatMap(([name, box], index) =>
    grids.slice(index + 1).filter(([, other]) => meet(box, other)).map(([other]) => `${name} over ${other}`));
  return [...wide.map(({ text, width, cell }) => `${text} is ${width} px wide in ${cell.width} px`), ...over];
}

// The size of the smallest number, as it is without an exponent.
const smallestDigits = () => Math.min(...numbers().filter(({ text }) => !text.includes("e")).map(({ size }) => size));

// The widths and heights of all cells.
const cellSizes = () => [...document.querySelectorAll("figure > div:not(.belongs) [data-grid] [data-row]")].map((cell) => {
  const { width, height } = cell.getBoundingClientRect();
  return [width, height];
});

const controls = () => [...document.querySelectorAll("button, select, input")].filter(isVisible);

// What a finger would miss.
function smallTargets(least) {
  return [...controls(), ...document.querySelectorAll("[data-grid] [data-row][data-col]")].filter((element) => {
    const { width, height } = element.getBoundingClientRect();
    return Math.min(width, height) < least;
  }).map((element) => {
    const { width, height } = element.getBoundingClientRect();
    return `${describe(element)} ${width.toFixed(1)}×${height.toFixed(1)}`;
  });
}

// Any CSS colour as red, green, blue and alpha.
const paint = Object.assign(document.createElement("canvas"), { width: 1, height: 1 })
  .getContext("2d", { willReadFrequently: true });
function rgba(colour) {
  paint.clearRect(0, 0, 1, 1);
  paint.fillStyle = colour;
  paint.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = paint.getImageData(0, 0, 1, 1).data;
  return [red, green, blue, alpha / 255];
}
const over = ([r, g, b, alpha], [red, green, blue]) =>
  [r * alpha + red * (1 - alpha), g * alpha + green * (1 - alpha), b * alpha + blue * (1 - alpha), 1];
function background(element) {
  if (!element) return [255, 255, 255, 1];
  const colour = rgba(getComputedStyle(element).backgroundColor);
  return colour[3] === 1 ? colour : over(colour, background(element.parentElement));
}
const opacity = (element) => (element ? getComputedStyle(element).opacity * opacity(element.parentElement) : 1);
function luminance([red, green, blue]) {
  const linear = (part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}
const brightness = () => luminance(background(app));

// Every visible text with less contrast than that, by WCAG's formula.
function paleTexts(least) {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const elements = new Set([...document.querySelectorAll("input[type=text], select")]);
  while (walker.nextNode())
    if (walker.currentNode.data.trim()) elements.add(walker.currentNode.parentElement);
  return [...elements].filter((element) => isVisible(element) && !element.closest("option, :disabled, [aria-disabled=true]")).flatMap((element) => {
    const behind = background(element);
    const [red, green, blue, alpha] = rgba(getComputedStyle(element).color);
    const text = over([red, green, blue, alpha * opacity(element)], behind);
    const [bright, dim] = [luminance(text), luminance(behind)].sort((a, b) => b - a);
    const contrast = (bright + 0.05) / (dim + 0.05);
    return contrast < least ? [`${describe(element)} ${contrast.toFixed(2)}`] : [];
  });
}

// Everything that takes time to change its looks.
function motions() {
  const milliseconds = (times) => Math.max(...times.split(",").map((time) => parseFloat(time) * (time.trim().endsWith("ms") ? 1 : 1000)));
  return [...document.querySelectorAll("*")].flatMap((element) => ["", "::before", "::after"].flatMap((part) => {
    const { transitionDuration, animationDuration } = getComputedStyle(element, part);
    return Math.max(milliseconds(transitionDuration), milliseconds(animationDuration)) > 10 ? [describe(element) + part] : [];
  }));
}
