/**
 * @module Fast path of `print-config CONFIG [--json]`: `tools/quickly.mjs` and the build bundle this file, so that
 * the command starts without a TypeScript loader, a command-line parser or the schemas.
 */
import { configWarnings, formatJson, formatLiteral, loadConfig } from '../../config/index.js';
import { visible } from '../../core/index.js';

/** @returns the text to print; `undefined` when the full command must run: other flags, warnings, any error. */
export async function quickPrint(argv: readonly string[]): Promise<string | undefined> {
  const flags = argv.filter((word) => word.startsWith('-'));
  const [config, ...more] = argv.filter((word) => !word.startsWith('-'));
  if (config === undefined || more.length > 0 || flags.some((flag) => flag !== '--json')) return undefined;
  try {
    const loaded = await loadConfig(config);
    if ((await configWarnings(loaded)).length > 0) return undefined;
    return visible(`${flags.length > 0 ? formatJson(loaded.config) : formatLiteral(loaded.config)}\n`);
  } catch {
    return undefined; // the full command reports what is wrong, and where
  }
}

/** Prints the config when {@link quickPrint} can. @returns whether everything is done. */
export async function printQuickly(argv: readonly string[]): Promise<boolean> {
  const text = await quickPrint(argv);
  if (text === undefined) return false;
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE' || code === 'EIO') process.exit(0); // its reader is gone
    process.stderr.write(`error: stdout cannot be written: ${message}.\n`);
    process.exit(1);
  });
  process.stdout.write(text);
  return true;
}
