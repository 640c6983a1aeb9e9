// How calls come in: the build puts this at the end of convscope.js and has each of its functions
// go through it (xtask/src/stamp.rs).

// How many calls may be under way at once, each made by a value that another one reads. A value
// that makes them without end would use up the program's own stack.
const MAX_CALLS = 8;
let calls = 0;

// That many arguments take 16 KB of the stack: a call takes 3 (measured in Chromium and Node).
const ROOM = Array(2048).fill(0);
const takeRoom = () => {};

function callProgram(name, ...args) {
  if (!wasm) throw new Error(`call init() first: ${name} needs the program, which has not started`);
  if (calls === MAX_CALLS) {
    throw new Error(`${name} is called within ${MAX_CALLS} calls; they need values that make no calls while they are read`);
  }
  // A stack that overflows amid a call leaves the program halfway through its work, and broken.
  // Where a caller's recursion has come that far, it overflows here.
  takeRoom(...ROOM);
  calls += 1;
  try {
    return wasm[name](...args);
  } finally {
    calls -= 1;
  }
}
