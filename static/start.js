// Starts the program, and says so where it cannot start, does not fit together, or has stopped.
// A classic script: one that is no module runs in an old browser and from a disk too, if only to say what is wrong.
{
  const BUILD = "unstamped"; // the build writes its id here, and into every other file (xtask/src/stamp.rs)
  const script = document.currentScript.src;
  const { search, searchParams } = new URL(script);
  const root = document.querySelector("[data-app]");
  const alert = root.querySelector("[data-slot=alert]");
  const KEPT = "What you entered before is kept.";

  const say = (sentence) => {
    alert.querySelector("[data-slot=alert-text]").textContent = sentence;
    alert.hidden = false;
  };

  // A function that makes a v128: what every part of the program may do.
  const SIMD = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11];
  const isOld = () =>
    !self.WebAssembly ||
    !WebAssembly.validate(Uint8Array.from(SIMD)) ||
    !CSS.supports("color: light-dark(red, red)") ||
    !self.CSSPropertyRule;

  const explainNoStart = () => {
    if (isOld()) {
      say(`This browser is too old for convscope: it lacks WebAssembly with SIMD, or the styles it is drawn with. Chrome and Edge have both since version 123, Firefox since 128, Safari since 17.5. ${KEPT}`);
    } else if (location.protocol === "file:") {
      say("Opened from a disk this page cannot load its program: browsers allow that to web servers alone. Let one serve its folder, and open it there.");
    } else {
      say(`The program of this page could not be loaded: a file is missing or the network is down. ${KEPT}`);
    }
  };

  // What runs inside the program and is not a refusal of its functions, which are plain errors. After it the program
  // may not be called again.
  const isFault = (error) =>
    error instanceof WebAssembly.RuntimeError ||
    (error instanceof Error && error.constructor !== Error && /wasm-function/.test(error.stack));

  let hasStopped = false;
  const stop = (sentence) => {
    hasStopped = true;
    root.removeAttribute("data-ready");
    for (const part of root.querySelectorAll(":scope > :is(header, main, footer)")) part.inert = true;
    say(sentence);
    alert.querySelector("button").focus();
  };

  const watch = (event) => {
    if (hasStopped) return;
    if (!root.hasAttribute("data-ready")) explainNoStart();
    else if (isFault(event.error ?? event.reason)) {
      stop("Something went wrong inside convscope, and it has stopped so as not to show wrong numbers. Your layer is kept: reload to go on with it.");
    }
  };
  addEventListener("error", watch, true);
  addEventListener("unhandledrejection", watch);

  // Past every cache, in which some files may be older than others.
  alert.querySelector("button").addEventListener("click", async () => {
    const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
    await Promise.allSettled([location.href, ...loaded].map((url) => fetch(url, { cache: "reload" })));
    location.reload();
  });

  // What the program cannot begin with would stop it again after each reload.
  const startOver = alert.querySelector("[data-slot=start-over]");
  startOver.addEventListener("click", () => {
    for (const key of ["convscope.layer", "convscope.place", "convscope.device"]) {
      const kept = localStorage.getItem(key);
      if (kept !== null) localStorage.setItem(`${key}.set-aside`, kept);
      localStorage.removeItem(key);
    }
    location.reload();
  });

  // The builds of the styles, each in a property named after its file.
  const stylesBuilds = () => {
    const style = getComputedStyle(document.documentElement);
    const names = Array.from(document.querySelectorAll("link[rel=stylesheet]"), ({ href }) => /(\w+)\.css/.exec(href)[1]);
    return names.map((name) => style.getPropertyValue(`--${name}-build`).trim());
  };

  const compile = async (url) => {
    try {
      return await WebAssembly.compileStreaming(fetch(url));
    } catch {
      // A host that does not know the type of wasm.
      return WebAssembly.compile(await (await fetch(url)).arrayBuffer());
    }
  };

  const start = async () => {
    const file = (name) => new URL(`../${name}${search}`, script);
    const [program, wasm] = await Promise.all([import(file("convscope.js")), compile(file("convscope_bg.wasm"))]);
    const [section] = WebAssembly.Module.customSections(wasm, "build");
    const wasmBuild = section && new TextDecoder().decode(section);
    const wanted = searchParams.get("v"); // as index.html has it
    const builds = [BUILD, program.build, wasmBuild, ...stylesBuilds()];
    if (wanted && builds.some((build) => build !== wanted)) {
      say(`The files of this page are not all of one version: it has just been renewed, or some did not load. Reload to get one version of all. ${KEPT}`);
      return;
    }
    await program.default({ module_or_path: wasm });
    self.convscopeProgram = wasm; // for whoever imports convscope.js without the id
    if (isOld()) explainNoStart();
    else alert.hidden = true;
  };

  start().catch((error) => {
    console.error(error);
    if (isOld() || !isFault(error)) {
      explainNoStart();
      return;
    }
    stop("Something went wrong as convscope began with what this device has kept. Reload to try again, or start over with the notebook’s layer: what was kept is set aside.");
    startOver.hidden = false;
  });
}
