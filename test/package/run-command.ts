/** @module Runs programs of a test of the package; one that fails is told with the end of what it printed. */
import { spawn } from 'node:child_process';

export class CommandFailed extends Error {}

/** @returns what the program printed on stdout and stderr. @throws {CommandFailed} unless it ends with `code`. */
export interface Run {
  (program: string, args: readonly string[], code?: number): Promise<string>;
  readonly env: NodeJS.ProcessEnv;
}

const TIMEOUT_MS = 900_000;
const SHOWN_LINES = 30;

export function runIn(folder: string, env: NodeJS.ProcessEnv): Run {
  const run = (program: string, args: readonly string[], expected = 0): Promise<string> =>
    new Promise((resolve, reject) => {
      const child = spawn(program, args, { cwd: folder, env, timeout: TIMEOUT_MS });
      let output = '';
      child.stdout.on('data', (chunk) => (output += chunk));
      child.stderr.on('data', (chunk) => (output += chunk));
      child.on('error', reject);
      child.on('close', (code, signal) => {
        if (code === expected) return resolve(output);
        const lines = output.split('\n').map((line) => `    ${line.slice(0, 200)}`);
        const command = [program, ...args].join(' ');
        reject(
          new CommandFailed(
            `  ${command}\n  in ${folder} ended with ${code ?? signal}, expected ${expected}:\n${lines.slice(-SHOWN_LINES).join('\n')}\n`,
          ),
        );
      });
    });
  return Object.assign(run, { env });
}
