// What a step costs on the page: its script, and until the frame is made.

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

/** The sizes that X can have. */
export const sizes = () => [...choice("X rows").options].map((option) => Number(option.value));

/** A square X and a square W, with numbers of many digits. */
export async function use(extent, kernelExtent) {
  choose("X rows", extent);
  choose("X columns", extent);
  choose("W rows", kernelExtent);
  choose("W columns", kernelExtent);
  press("layer");
  press("random");
  press("layer");
  await pause(100);
}

/** `{ forward, scatter, gather, matrix }`: the samples of each kind of step. */
export async function single() {
  const right = () => key("ArrowRight");
  goTo(Math.floor(phases().activation / 2));
  await pause(100);
  const samples = { forward: await repeated(STEPS, right) };
  for (const view of ["matrix", "gather", "scatter"]) {
    await standInBackward(view);
    samples[view] = await repeated(STEPS, right);
  }
  return samples;
}

/** `{ whole, jump, scrub }`: the samples of what changes a whole picture. */
export async function large() {
  await standInBackward("scatter");
  const { activation, end } = phases();
  const whole = [];
  for (let index = 0; index < REPEATS; index++) {
    goTo(activation - 1);
    whole.push(await timed(() => key("ArrowRight")), await timed(() => key("ArrowRight")));
  }
  const jump = await repeated(2 * REPEATS, (index) => key(index % 2 ? "End" : "Home"));
  const scrub = await repeated(2 * REPEATS, (index) => goTo(Math.round((end * (index + 1) * 7) / 20) % end));
  return { whole, jump, scrub };
}

/** How many frames of the forward steps are not shown, played at the highest speed. */
export async function dropped() {
  choose("speed", choice("speed").options[choice("speed").length - 1].value);
  goTo(1);
  await pause(100);
  press("play");
  let [late, last] = [0, await frame()];
  for (const end = last + PLAYED; last < end; ) {
    const now = await frame();
    late += Math.round((now - last) / FRAME) - 1;
    last = now;
  }
  press("play");
  return late;
}

/** The longest time in milliseconds from one frame to the next while → is held. */
export async function held() {
  await standInBackward("scatter");
  key("ArrowRight");
  const timer = setInterval(() => key("ArrowRight", true), REPEATED);
  let [longest, last] = [0, await frame()];
  for (const end = last + HELD; last < end; ) {
    const now = await frame();
    longest = Math.max(longest, now - last);
    last = now;
  }
  clearInterval(timer);
  return longest;
}
