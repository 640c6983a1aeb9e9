module.exports = {
  mode: "production",
  entry: "./browser.js",
  experiments: { outputModule: true },
  output: { path: `${__dirname}/out`, filename: "main.mjs", module: true },
  target: ["web", "es2022"],
  performance: false,
};
