// What a step costs on the page: its script, and until the frame is made.

const LARGE = 64; // rows of an X on which whole pictures are timed
const STEPS = 8; // of each kind, one after the other
const REPEATS = 3; // of what changes the whole picture
const PLAYED = 2000; // milliseconds
const HELD = 2000; // milliseconds
const REPEATED = 33; // milliseconds from one keydown of a held key to the next
const FRAME = 1000 / 60;

const app = document.querySelector("[data-app]");
const choice = (name) => app.querySelector(`[data-choice="${name}"]`);
const press = (name) => app.querySelector(`[data-press="${name}"]`).click();
const key = (key, repeat = false) =>
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key, repeat, bubbles: true, cancelable: true }));

const choose = (name, value) => {
  choice(name).value = value;
  choice(name).dispatchEvent(new Event("change", { bubbles: true }));
};

const goTo = (step) => {
  const range = app.querySelector("input[type=range][aria-label=Step]");
  range.value = step;
  range.dispatchEvent(new Event("input", { bubbles: true }));
};

const frame = () => new Promise(requestAnimationFrame);
const task = () =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = resolve;
    port2.postMessage(0);
  });
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * `{ script, frame }` in milliseconds. It acts at the beginning of a frame: the
 * next task is after that frame's style, layout and paint, and there is no wait
 * for the screen in between.
 */
async function timed(act) {
  await frame();
  const start = performance.now();
  act();
  const script = performance.now() - start;
  await task();
  return { script, frame: performance.now() - start };
}

/** Acts a number of times, once unmeasured. */
async function repeated(count, act) {
  const samples = [];
  for (let index = -1; index < count; index++) {
    const sample = await timed(() => act(index));
    if (index >= 0) samples.push(sample);
  }
  return samples;
}

/** The steps after which H, dZ and the last gradient are known. */
function phases() {
  const cells = app.querySelectorAll('[data-grid="Z"] [data-row][data-col]').length;
  return { activation: cells + 1, end: Number(app.dataset.steps) };
}

/** Stands a quarter into the backward steps, in one view of dX. */
async function standInBackward(view) {
  goTo(phases().activation + 2);
  if (choice("view").value !== view) choose("view", view);
  const { activation, end } = phases();
  goTo(activation + Math.ceil((end - activation) / 4));
  await pause(100);
}

/** A square X and a square W, with numbers of many digits. */
async function use(extent, kernelExtent) {
  choose("X rows", extent);
  choose("X columns", extent);
  choose("W rows", kernelExtent);
  choose("W columns", kernelExtent);
  press("layer");
  press("random");
  press("layer");
  await pause(100);
}

/** The samples of each kind of action on a layer, by the name of the action. */
export async function measure(extent, kernelExtent) {
  await use(extent, kernelExtent);
  const right = () => key("ArrowRight");
  goTo(Math.floor(phases().activation / 2));
  await pause(100);
  const samples = { "forward step": await repeated(STEPS, right) };
  for (const view of ["matrix", "gather", "scatter"]) {
    await standInBackward(view);
    samples[`backward step, ${view}`] = await repeated(STEPS, right);
  }
  return extent < LARGE ? samples : { ...samples, ...(await large()) };
}

/** The samples of what changes a whole picture, from a backward step on. */
async function large() {
  const { activation, end } = phases();
  const whole = [];
  for (let index = 0; index < REPEATS; index++) {
    goTo(activation - 1);
    whole.push(await timed(() => key("ArrowRight")), await timed(() => key("ArrowRight")));
  }
  const jump = await repeated(2 * REPEATS, (index) => key(index % 2 ? "End" : "Home"));
  const scrub = await repeated(2 * REPEATS, (index) => goTo(Math.round((end * (index + 1) * 7) / 20) % end));
  return { "whole-array step": whole, "Home, End": jump, scrub };
}

/** Stands at the beginning of a phase of a layer. */
export async function stand(extent, kernelExtent, phase) {
  await use(extent, kernelExtent);
  goTo(phase === "forward" ? 0 : phases().activation + 1);
  await stepOn(2);
  await pause(1000);
}

/** So many steps, each of which is painted. */
export async function stepOn(count) {
  for (let step = 0; step < count; step++) {
    await frame();
    key("ArrowRight");
    await task();
  }
  await frame();
  await task();
}

/** The milliseconds between frames, for so long. */
async function intervals(milliseconds) {
  const intervals = [];
  let last = await frame();
  for (const end = last + milliseconds; last < end; ) {
    const now = await frame();
    intervals.push(now - last);
    last = now;
  }
  return intervals;
}

/** How many frames of the forward steps are not shown, played at the highest speed. */
export async function dropped() {
  choose("speed", choice("speed").options[choice("speed").length - 1].value);
  goTo(1);
  await pause(100);
  press("play");
  const missing = (await intervals(PLAYED)).map((interval) => Math.round(interval / FRAME) - 1);
  press("play");
  return missing.reduce((sum, count) => sum + count);
}

/** The longest time in milliseconds from one frame to the next while → is held. */
export async function held() {
  await standInBackward("scatter");
  key("ArrowRight");
  const timer = setInterval(() => key("ArrowRight", true), REPEATED);
  const longest = Math.max(...(await intervals(HELD)));
  clearInterval(timer);
  return longest;
}

/** Steps there and back so many times; the answer is how many 64 KiB pages of wasm memory there are then. */
export async function walk(steps) {
  for (let step = 0; step < steps; step++) key(step % 20 < 10 ? "ArrowRight" : "ArrowLeft");
  await frame();
  const { memory } = await (await import("/page/convscope.js")).default();
  return memory.buffer.byteLength / 65536;
}
