// What tests do to a page as a person or a script does it, and how they watch
// what the page does to the document.

export function evaluate(expression) {
  return new Function(`return (${expression});`)();
}

// Dispatches a keydown; true where the page took the key for itself.
export function pressKey(target, key, modifiers) {
  const event = new KeyboardEvent("keydown", {
    key, bubbles: true, cancelable: true, ...evaluate(`{${modifiers}}`),
  });
  return !target.dispatchEvent(event);
}

// Puts a text into a field as typing does.
export function type(input, text) {
  input.value = text;
  input.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

export function choose(select, value) {
  select.value = value;
  if (select.value !== value) throw new Error(`there is no choice ${value}`);
  select.dispatchEvent(new Event("change", { bubbles: true }));
}

export function copied(target) {
  const clipboardData = new DataTransfer();
  const event = new ClipboardEvent("copy", { bubbles: true, cancelable: true });
  // Firefox takes none from a script.
  Object.defineProperty(event, "clipboardData", { value: clipboardData });
  return target.dispatchEvent(event) ? undefined : clipboardData.getData("text/plain");
}

export function watch(root) {
  const observer = new MutationObserver(() => {});
  observer.observe(root, {
    attributes: true, attributeOldValue: true, characterData: true, childList: true,
    subtree: true,
  });
  return observer;
}

// What was changed since, as lines "grid row col what"; "-" where the node is
// in no cell or in no grid. `what` is "style" for a style of the cell itself and
// for an attribute that was written anew without a change, else "content". The frame
// around the lit cells lies over them and changes none.
export function changes(observer) {
  const isFrame = (node) => node.parentElement?.closest(".overlay") || node.className === "overlay";
  const records = observer.takeRecords().filter(({ target, addedNodes }) =>
    !isFrame(target) && !(addedNodes.length === 1 && isFrame(addedNodes[0])));
  return records.map(({ target, type, attributeName, oldValue }) => {
    const node = target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement;
    const grid = node?.closest("[data-grid]");
    const cell = node?.closest("[data-grid] [data-row][data-col]");
    const style = type === "attributes"
      && (attributeName === "style" && node === cell || node.getAttribute(attributeName) === oldValue);
    return [
      grid?.dataset.grid ?? "-", cell?.dataset.row ?? "-", cell?.dataset.col ?? "-",
      style ? "style" : "content",
    ].join(" ");
  });
}

// Counts what is written into a field by any of the ways that move its caret.
export function spyOnField(input) {
  const value = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value");
  const spy = { writes: 0 };
  Object.defineProperty(input, "value", {
    configurable: true,
    get() { return value.get.call(this); },
    set(text) { spy.writes += 1; value.set.call(this, text); },
  });
  for (const name of ["setAttribute", "removeAttribute", "select", "focus", "setSelectionRange"]) {
    input[name] = function (...args) {
      // Removing what is not there changes nothing.
      if (name !== "removeAttribute" || this.hasAttribute(args[0])) spy.writes += 1;
      return HTMLInputElement.prototype[name].apply(this, args);
    };
  }
  return spy;
}

// Replaces a property until `restore` is called.
function replaced(object, name, descriptor) {
  const before = Object.getOwnPropertyDescriptor(object, name);
  Object.defineProperty(object, name, { configurable: true, ...descriptor });
  return () => {
    if (before) Object.defineProperty(object, name, before);
    else delete object[name];
  };
}

// Books every listener that is added and not removed.
export function spyOnListeners() {
  const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
  const spy = { live: [], seen: 0 };
  const same = (a) => (b) => a.every((part, index) => part === b[index]);
  const restores = [
    replaced(EventTarget.prototype, "addEventListener", {
      value(...args) {
        spy.live.push([this, args[0], args[1]]);
        spy.seen += 1;
        return add.apply(this, args);
      },
    }),
    replaced(EventTarget.prototype, "removeEventListener", {
      value(...args) {
        const index = spy.live.findIndex(same([this, args[0], args[1]]));
        if (index >= 0) spy.live.splice(index, 1);
        return remove.apply(this, args);
      },
    }),
  ];
  spy.restore = () => {
    for (const restore of restores) restore();
    for (const [target, kind, callback] of spy.live) remove.call(target, kind, callback);
  };
  return spy;
}

// Clocks that run only when told to.
export function fakeClocks() {
  const clocks = new Map();
  let last = 0;
  const restores = [
    replaced(window, "setInterval", {
      value(callback, interval) {
        last += 1;
        clocks.set(last, { callback, interval });
        return last;
      },
    }),
    replaced(window, "clearInterval", { value(id) { clocks.delete(id); } }),
  ];
  return {
    // Of those that play; another one has what was done be kept.
    intervals: () => [...clocks.values()].map(({ interval }) => interval).filter((interval) => interval !== 400).join(" "),
    tick: () => { for (const { callback } of [...clocks.values()]) callback(); },
    restore: () => restores.forEach((restore) => restore()),
  };
}

// A browser that refuses to keep anything, in one of the two usual ways.
export function breakStorage(way) {
  const fail = () => { throw new DOMException("no", "SecurityError"); };
  const restores = way === "denied"
    ? ["localStorage", "sessionStorage"].map((store) => replaced(window, store, { get: fail }))
    : [replaced(Storage.prototype, "setItem", { value: fail })];
  return { restore: () => restores.forEach((restore) => restore()) };
}

// Counts the errors that go to the console.
export function spyOnErrors() {
  const spy = { texts: [] };
  spy.restore = replaced(console, "error", {
    value(...args) { spy.texts.push(args.map(String).join(" ")); },
  });
  return spy;
}

export function call(object, name) {
  return object[name]();
}

// Calls a function; what it throws, or undefined.
export function thrownBy(callback) {
  try {
    callback();
  } catch (error) {
    return error;
  }
}
