// A program for browsers, to be bundled.
import init, { forward } from "convscope";

const x = [[0.1, 0.2, 1.3], [0.37, 1.09, 1.02], [0.12, -0.23, -0.45]], w = [[0.4, -0.1], [0.23, 0.61]];
init().then(() => console.log(forward(x, w).z.flat().map((cell) => cell.toFixed(8)).join(" ")));
