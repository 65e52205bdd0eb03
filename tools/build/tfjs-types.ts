/**
 * @module `dist/types/engine/tfjs.d.ts`: the types of tfjs that the engine's declarations name, in one file that needs
 * neither tfjs nor the types of browsers.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'tsdown';

/** Of browsers; tensors of TensorFlow never hold them. */
const BROWSER_TYPES = ['WebGLTexture', 'GPUBuffer'];

/** A method of tensors, such as `tensor.add(...)`, is declared in a file of its own, as an augmentation. */
const METHODS = /declare module '[^']*\/tensor' \{\s*interface Tensor<[^{]*> \{([\s\S]*?)\n {4}\}\s*\}/;

/** @param names what the declarations take from tfjs. */
export async function buildTfjsTypes(root: string, types: string, names: Iterable<string>): Promise<void> {
  const core = join(root, 'node_modules/@tensorflow/tfjs-core/dist');
  const folder = join(core, 'public/chained_ops');
  const methods = readdirSync(folder)
    .filter((file) => file.endsWith('.d.ts'))
    .flatMap((file) => METHODS.exec(readFileSync(join(folder, file), 'utf8'))?.[1] ?? [])
    .join('');
  const entry = join(root, 'node_modules/.aligndet-tfjs.d.ts');
  writeFileSync(entry, `${exportsOf(core, new Set(names), namesIn(methods)).join('\n')}\n`);
  try {
    await build({
      config: false,
      cwd: root,
      entry: { tfjs: entry },
      outDir: join(types, 'engine'),
      format: 'esm',
      clean: false,
      logLevel: 'error',
      dts: { dtsInput: true, emitDtsOnly: true, resolver: 'oxc' },
      deps: { alwaysBundle: [/.*/] },
    });
  } finally {
    rmSync(entry);
  }
  const file = join(types, 'engine/tfjs.d.ts');
  const head = [
    '// Types of @tensorflow/tfjs-core, Copyright Google LLC, Apache License 2.0: see THIRD-PARTY.txt.',
    ...BROWSER_TYPES.map((name) => `type ${name} = unknown;`),
  ].join('\n');
  const body = readFileSync(file, 'utf8').replaceAll(/^\/\/\/ <reference .*$/gm, '');
  writeFileSync(file, `${head}\n${body}\ninterface Tensor<R extends Rank = Rank> {${methods}\n}\n`);
}

/** Names that begin with a capital, as types do. */
function namesIn(text: string): Set<string> {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '');
  return new Set(code.match(/\b[A-Z]\w+\b/g));
}

/** Files of tfjs that declare what its methods name, and its index for the rest. */
const DECLARING = ['tensor', 'types', 'tensor_types', 'kernel_registry', 'ops/conv_util'];

/** An export of each name that `core` declares; `methods` name those of TypeScript, too. */
function exportsOf(core: string, names: ReadonlySet<string>, ofMethods: ReadonlySet<string>): string[] {
  const files = DECLARING.map((path) => ({ path, text: readFileSync(join(core, `${path}.d.ts`), 'utf8') }));
  const line = (name: string, file: string) => `export { ${name} } from '@tensorflow/tfjs-core${file}';`;
  return [...new Set([...names, ...ofMethods])].flatMap((name) => {
    const declaration = new RegExp(`export (declare )?(abstract )?(class|interface|type|enum) ${name}\\b`);
    const found = files.find(({ text }) => declaration.test(text));
    if (found !== undefined) return line(name, `/dist/${found.path}`);
    return names.has(name) ? line(name, '') : [];
  });
}
