/** @module Runs a command as a terminal does, and gives what it printed. */
import { jest } from '@jest/globals';
import { main } from '../../aligndet/cli/index.js';

export interface CommandOutcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** @param words as typed behind `aligndet`. */
export async function runCommand(...words: readonly string[]): Promise<CommandOutcome> {
  const before = process.exitCode;
  const printed = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    jest.spyOn(process[stream], 'write').mockImplementation((text) => {
      printed[stream] += String(text);
      return true;
    }),
  );
  try {
    await main(words);
    return { exitCode: Number(process.exitCode), ...printed };
  } finally {
    for (const spy of spies) spy.mockRestore();
    process.exitCode = before;
  }
}
