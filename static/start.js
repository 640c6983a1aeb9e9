// Starts the program, and says so where it cannot start, does not fit together, or has stopped.
// A classic script: one that is no module runs in an old browser and from a disk too, if only to say what is wrong.
{
  const BUILD = "unstamped"; // the build writes its id here, and into every other file (xtask/src/stamp.rs)
  const parts = self.convscopeParts; // all of the program, where the page is a single file (xtask/src/bundle.rs)
  const script = document.currentScript?.src || location.href;
  const { search, searchParams } = new URL(script);
  const wanted = searchParams.get("v"); // as index.html has it
  const root = document.querySelector("[data-app]") ?? document.body;
  const file = (name) => new URL(`../${name}${search}`, script).href;
  const PROGRAM = file("convscope.js");
  const WASM = file("convscope_bg.wasm");

  // A page of somebody else has this one as a part of itself. It is known before the styles have come, as a rule.
  document.documentElement.toggleAttribute("data-embed", new URLSearchParams(location.search).get("embed") === "1");

  // The last element of the page: without it the page was cut off on its way, perhaps before the alert.
  const isWhole = document.querySelector("[data-slot=announcement]") !== null;
  const alert = root.querySelector("[data-slot=start-over]")?.parentElement;

  const say = (sentence) => {
    if (alert) {
      alert.querySelector("[data-slot=alert-text]").textContent = sentence;
      alert.hidden = false;
    } else {
      document.body.prepend(sentence);
    }
  };

  // What an earlier visit has left.
  const whatIsKept = () => {
    try {
      const kept = localStorage.getItem("convscope.layer") ?? localStorage.getItem("convscope.state");
      return /"x"|&([xwgt]|bias|rate)=/.test(kept) ? " What you entered before is kept." : "";
    } catch {
      return "";
    }
  };

  // A function that makes a v128: what every part of the program may do.
  const SIMD = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11];
  const hasStyles = () => CSS.supports("color: light-dark(red, red)") && self.CSSPropertyRule !== undefined;
  const isOld = () => !hasStyles() || (self.WebAssembly && !WebAssembly.validate(Uint8Array.from(SIMD)));

  let isForbidden = false;
  addEventListener("securitypolicyviolation", ({ blockedURI }) => {
    if (blockedURI === "wasm-eval") isForbidden = true;
  });

  // Why a file of the program cannot be used; nothing where it can.
  const whatIsWrongWith = async (url) => {
    const name = new URL(url).pathname.split("/").pop();
    let answer;
    try {
      answer = await fetch(url);
    } catch {
      return self.origin === "null"
        ? "This page is in a sandbox, and its host lets no sandbox read its files: it has to answer with “Access-Control-Allow-Origin: *”."
        : `The file ${name} did not come: the network or the host is down.`;
    }
    const type = answer.headers.get("content-type") ?? "no type";
    const [first] = new Uint8Array(await answer.arrayBuffer());
    if (!answer.ok) return `The file ${name} is missing: the host answers ${answer.status}.`;
    if (type.startsWith("text/html") || first === 60)
      return `The host answers with a page of HTML in place of the file ${name}: it is missing there.`;
    if (url === PROGRAM && !/javascript|ecmascript/.test(type))
      return `The host gives the file ${name} the type ${type}, with which browsers run no module: it has to be text/javascript.`;
  };

  const whyNotStarted = async () => {
    if (!isWhole) return "This page did not load completely: reload it.";
    if (isOld())
      return "This browser is too old for convscope: it lacks WebAssembly with SIMD, or the styles it is drawn with. Chrome and Edge have both since version 123, Firefox since 128, Safari since 17.5.";
    if (!self.WebAssembly)
      return "WebAssembly is switched off in this browser, as in a lockdown mode: convscope computes with it. Switch it on for this page.";
    if (parts) return "The program in this file could not be started.";
    if (location.protocol === "file:")
      return "Opened from a disk this page cannot load its program: browsers allow that to web servers alone. Let one serve its folder, and open it there.";
    if (isForbidden)
      return "The policy of this host (Content-Security-Policy) forbids WebAssembly: its script-src has to allow 'wasm-unsafe-eval'.";
    return (
      (await whatIsWrongWith(PROGRAM)) ??
      (await whatIsWrongWith(WASM)) ??
      "The program of this page could not be loaded: a file is missing or the network is down."
    );
  };

  // The first sentence stands: what follows from it would only hide it.
  let hasSaid = false;
  const explainNoStart = async () => {
    if (hasSaid) return;
    hasSaid = true;
    const sentence = (await whyNotStarted()) + whatIsKept();
    if (!root.hasAttribute("data-ready") && alert?.hidden !== false) say(sentence);
  };

  // The text of a file to take along; what writes it comes with the first of them. A browser remembers an address that has
  // failed, and perhaps what it answered: after a failure another one is asked for.
  let failures = 0;
  root.write = async (...material) => {
    const url = new URL(file("static/export.js"));
    if (failures) url.searchParams.set("again", failures);
    const late = () => new Promise((_, reject) => setTimeout(reject, 15000));
    try {
      const { write } = parts ?? (await Promise.race([import(url), late()]));
      return write(BUILD, ...material);
    } catch (error) {
      failures += 1;
      throw error;
    }
  };

  let hasStopped = false;
  const stop = (sentence) => {
    hasStopped = true;
    root.removeAttribute("data-ready");
    root.dataset.stopped = ""; // no other program begins here
    for (const part of root.querySelectorAll(":scope > :is(header, main, footer)")) part.inert = true;
    say(sentence);
    alert.querySelector("button").focus();
  };

  // The program says in these properties of the root whether it is amid something, and whether the device has kept what
  // there is. Whatever was thrown: where it has not come to its end, it may not be called again; nor where it trapped
  // before it could say so.
  const stopIfBroken = (error) => {
    const hasTrapped = error instanceof WebAssembly.RuntimeError && (parts || error.stack.includes(WASM));
    if (hasStopped || !(root.isAmid || hasTrapped)) return;
    const outlook = root.isKept ? "Your layer is kept: reload to go on with it." : "Reload to start again.";
    stop(`Something went wrong inside convscope, and it has stopped so as not to show wrong numbers. ${outlook}`);
  };

  const folder = new URL("..", script).href;
  const isOurs = (url) => typeof url === "string" && url.startsWith(folder);
  const watch = ({ type, target, filename, error, reason }) => {
    if (root.hasAttribute("data-ready")) {
      // Once all that is running has ended; an error of a listener that the program itself has called comes earlier.
      queueMicrotask(() => stopIfBroken(error ?? reason));
    } else if (type === "error" && (isOurs(filename) || isOurs(target.src) || isOurs(target.href))) {
      explainNoStart();
    }
  };
  addEventListener("error", watch, true);
  addEventListener("unhandledrejection", watch);

  // Past every cache, in which some files may be older than others. A file is renewed once all of it has come, not its head
  // alone. The browser may list those last that came last, so these are named. A slow network needs its time, a host that
  // does not answer must not keep one waiting for ever.
  alert?.querySelector("button").addEventListener("click", async ({ target }) => {
    target.textContent = "Reloading …";
    const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
    const renew = async (url) => (await fetch(url, { cache: "reload", signal: AbortSignal.timeout?.(15000) })).arrayBuffer();
    await Promise.allSettled([location.href, PROGRAM, WASM, ...loaded].map(renew));
    location.reload();
  });

  // What the program cannot begin with would stop it again after each reload. It is removed first: where the storage is
  // full, there is room for it only then. What the tab has of its own may be of a link; the address always is.
  const startOver = alert?.querySelector("[data-slot=start-over]");
  const setAside = (store, key) => {
    try {
      const kept = self[store].getItem(key);
      self[store].removeItem(key);
      if (kept !== null) localStorage.setItem(`${key}.set-aside`, kept);
    } catch {
      // Without it one starts over all the same.
    }
  };
  startOver?.addEventListener("click", () => {
    setAside("sessionStorage", "convscope.state");
    for (const key of ["state", "layer", "place", "device"]) setAside("localStorage", `convscope.${key}`);
    history.replaceState(null, "", location.href.split("#")[0]);
    location.reload();
  });

  // The builds of our styles, each in a property named after its file. Others may have added sheets of their own.
  const stylesBuilds = () => {
    const style = getComputedStyle(document.documentElement);
    const sheets = document.querySelectorAll(`link[rel=stylesheet][href$=".css?v=${wanted}"]`);
    const names = Array.from(sheets, ({ href }) => new URL(href).pathname.split("/").pop().replace(".css", ""));
    return names.map((name) => style.getPropertyValue(`--${name}-build`).trim());
  };

  const compile = async () => {
    try {
      return await WebAssembly.compileStreaming(fetch(WASM));
    } catch {
      // A host that does not know the type of wasm.
      return WebAssembly.compile(await (await fetch(WASM)).arrayBuffer());
    }
  };

  const start = async () => {
    const [program, wasm] = parts
      ? [parts.program, await WebAssembly.compile(parts.wasm)]
      : await Promise.all([import(PROGRAM), compile()]);
    const [section] = WebAssembly.Module.customSections(wasm, "build");
    const wasmBuild = section && new TextDecoder().decode(section);
    const builds = [BUILD, program.build, wasmBuild, ...stylesBuilds()];
    if (wanted && builds.some((build) => build !== wanted)) {
      hasSaid = true;
      say(`The files of this page are not all of one version: it has just been renewed, or some did not load. Reload to get one version of all.${whatIsKept()}`);
      return;
    }
    if (!isWhole || isOld()) {
      explainNoStart();
      return;
    }
    await program.default({ module_or_path: wasm });
    alert.hidden = true;
    if (parent !== self) (parts ?? (await import(file("static/frame.js")))).connect(program, root);
    self.convscopeProgram = wasm; // for whoever imports convscope.js without the id
  };

  start().catch((error) => {
    console.error(error);
    if (!root.isAmid) {
      explainNoStart();
      return;
    }
    stop("Something went wrong as convscope began with what this browser has kept, or with what the address holds. Reload to try again, or start over with the notebook’s layer: what was kept is set aside, in this site’s storage in the browser, under convscope.state.set-aside.");
    startOver.hidden = false;
  });
}
