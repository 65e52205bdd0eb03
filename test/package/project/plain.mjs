// Plain JavaScript: each entry imports, and `aligndet` is light.
import { Module } from 'node:module';
import * as aligndet from 'aligndet';

const heavy = Object.keys(Module._cache).filter((file) => /tfjs|ts-morph|koffi|sharp/.test(file));
if (heavy.length > 0) throw new Error(`import 'aligndet' loads ${heavy.join(', ')}`);
if (typeof aligndet.defineConfig !== 'function') throw new Error("'aligndet' exports no defineConfig");
for (const entry of ['checkpoint', 'components', 'config', 'engine', 'evaluation']) {
  const names = Object.keys(await import(`aligndet/${entry}`));
  if (names.length === 0) throw new Error(`aligndet/${entry} exports nothing`);
}
const { tensor, ensureEngine, grad } = await import('aligndet/engine');
await ensureEngine();
const doubled = grad((x) => x.square().sum())(tensor([1, 2])).dataSync(); // 2 x
if (String(Array.from(doubled)) !== '2,4') throw new Error(`the gradient of x^2 at 1, 2 is ${doubled}`);
