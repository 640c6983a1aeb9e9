// The page within another one: it answers that page's messages, and tells it of each step and of its height
// (docs/embedding.md). Only a page in a frame loads this.
export const connect = ({ getState, setState, goToStep, onStep }, root) => {
  const tell = (message) => parent.postMessage({ convscope: 1, ...message }, "*");

  const requests = {
    getState: () => ({}),
    setState: ({ state }) => ({ notices: setState(state) }),
    goToStep: ({ step }) => goToStep(step),
  };

  addEventListener("message", ({ source, data }) => {
    const { convscope, type, id } = data ?? {};
    if (source !== parent || convscope !== 1 || typeof type !== "string" || !Object.hasOwn(requests, type)) return;
    try {
      const more = requests[type](data);
      tell({ type: "state", id, state: getState(), ...more });
    } catch (error) {
      tell({ type: "error", id, message: error.message });
      if (root.isAmid) throw error; // it has stopped, which start.js tells
    }
  });

  onStep((place) => tell({ type: "step", ...place }));

  if (document.documentElement.hasAttribute("data-embed")) {
    // The way to the whole page, with the layer and the step as they are when it is pressed.
    const whole = document.createElement("a");
    Object.assign(whole, { className: "whole", target: "_blank", textContent: "Open in convscope ↗", href: `?${location.hash}` });
    for (const event of ["pointerdown", "click"]) whole.addEventListener(event, () => (whole.href = `?#${getState()}`));
    root.querySelector("[data-slot=summary]").before(whole);

    new ResizeObserver(() => tell({ type: "height", height: Math.ceil(root.getBoundingClientRect().height) })).observe(root);
  }

  const tellReady = () => tell({ type: "ready" });
  if (root.hasAttribute("data-ready")) {
    tellReady();
  } else {
    // A packed link is still being opened.
    const opened = new MutationObserver(() => {
      if (!root.hasAttribute("data-ready")) return;
      opened.disconnect();
      tellReady();
    });
    opened.observe(root, { attributeFilter: ["data-ready"] });
  }
};
