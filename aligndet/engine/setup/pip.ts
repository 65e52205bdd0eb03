/** @module Downloads a wheel from PyPI with the system's pip, and so with its proxies, mirrors and certificates. */
import { spawn } from 'node:child_process';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineError } from '../../core/index.js';
import type { Wheel } from './wheels.js';

/** A way to call pip: a program and its arguments before those of pip. */
export interface Pip {
  readonly program: string;
  readonly prefix: readonly string[];
  /** Such as `pip 24.0 from /usr/lib/python3/dist-packages/pip (python 3.12)`. */
  readonly version: string;
}

const candidates: readonly (readonly [program: string, ...prefix: string[]])[] = [
  ['python3', '-m', 'pip'],
  ['python', '-m', 'pip'],
  ['pip3'],
  ['pip'],
];

/** The first working pip, or `undefined`. */
export async function findPip(): Promise<Pip | undefined> {
  for (const [program, ...prefix] of candidates) {
    const { code, output } = await run(program, [...prefix, '--version']);
    if (code === 0) return { program, prefix, version: output.trim() };
  }
  return undefined;
}

/**
 * Downloads one wheel into `folder`.
 *
 * @param onBytes is called periodically with the bytes received.
 * @throws {EngineError} with the end of pip's output when it fails.
 */
export async function download(
  pip: Pip,
  wheel: Pick<Wheel, 'package' | 'version' | 'pipPlatform'>,
  folder: string,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const temporary = join(folder, 'pip');
  await mkdir(temporary, { recursive: true });
  const timer = setInterval(() => void folderBytes(folder).then(onBytes, () => {}), 200);
  const args = [
    ...pip.prefix,
    ...['download', '--no-deps', '--only-binary=:all:', '--disable-pip-version-check', '--progress-bar=off'],
    ...['--implementation=cp', '--python-version=3.12', `--platform=${wheel.pipPlatform}`],
    ...['--dest', folder, `${wheel.package}==${wheel.version}`],
  ];
  try {
    const { code, output } = await run(pip.program, args, { ...process.env, TMPDIR: temporary });
    if (code === 0) return;
    throw new EngineError(
      `pip could not download ${wheel.package} ${wheel.version}:\n${lastWords(output)}\n` +
        'Check the network, the proxy and the index that pip reads (pip config list). ' +
        'Without a network, fetch the wheel elsewhere and run: npx aligndet setup --from <wheel or folder>',
    );
  } finally {
    clearInterval(timer);
  }
}

function run(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', () => resolve({ code: 127, output }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Total bytes of the files below a folder that another process is writing to. */
async function folderBytes(folder: string): Promise<number> {
  let total = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    total += await stat(join(entry.parentPath, entry.name)).then(
      ({ size }) => size,
      () => 0,
    );
  }
  return total;
}

/** pip's errors, without its retries; the end of its output where it reports none. */
function lastWords(text: string): string {
  const lines = text.trim().split('\n');
  const errors = lines.filter((line) => line.startsWith('ERROR'));
  return (errors.length > 0 ? errors : lines.slice(-8)).join('\n');
}
