export default {
  base: "./",
  build: {
    modulePreload: false,
    outDir: "out",
    rollupOptions: { input: "browser.js", output: { entryFileNames: "main.mjs" } },
    target: "es2022",
  },
};
