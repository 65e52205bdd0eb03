/** @module Probes TensorFlow in a child process: corrupt libraries crash a process without an error. */
import { execFile } from 'node:child_process';
import { z } from 'zod';
import { entryFile } from '../../core/index.js';

const reply = z.object({
  version: z.string(),
  devices: z.array(z.object({ name: z.string(), type: z.string(), memoryBytes: z.number() })),
  works: z.boolean(),
});

export type EngineProbe = z.infer<typeof reply>;

/** Loading takes seconds; a minute means a file system that does not respond. */
const TIMEOUT_MS = 60_000;

/** @returns TensorFlow's version and devices, or why the probe failed. */
export async function probeEngine(): Promise<EngineProbe | { failure: string }> {
  const { file, execArgv } = entryFile('cli/doctor/probe-child');
  const { code, signal, output, errors } = await run(process.execPath, [...execArgv, file]);
  if (signal !== null) return { failure: `loading it ends the process with ${signal}` };
  if (code !== 0) return { failure: lastError(errors).replace(/ Type: .*$/, '') };
  return reply.parse(JSON.parse(output));
}

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly errors: string;
}

/** Runs a program to completion; the exit code is 127 when it does not exist. */
export function run(program: string, args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(program, args, { timeout: TIMEOUT_MS }, (error, output, errors) => {
      if (error === null) resolve({ code: 0, signal: null, output, errors });
      else resolve({ code: child.exitCode ?? 127, signal: error.signal ?? null, output, errors });
    });
  });
}

/** The message of the error that ended a Node process. */
function lastError(text: string): string {
  return /^\w*Error: (.*)$/m.exec(text)?.[1] ?? text.trim().split('\n').at(-1) ?? 'no error message';
}
