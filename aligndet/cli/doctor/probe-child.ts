/**
 * @module The process that {@link probeEngine} starts: loads TensorFlow, multiplies two matrices, prints the result
 * as JSON.
 */
import { matMul, runtime, tensor2d } from '../../engine/index.js';

const { version, devices } = runtime();
const product = matMul(tensor2d([[1, 2]]), tensor2d([[3], [4]])).dataSync()[0]; // 1 * 3 + 2 * 4
process.stdout.write(JSON.stringify({ version, devices, works: product === 11 }));
