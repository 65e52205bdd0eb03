/** @module Hooks: what happens around the loop. The runner knows when, a hook knows what. */
import { z } from 'zod';
import { ConfigError } from '../core/index.js';
import type { Runner } from './runner.js';

/** Published priorities; hooks of equal priority run in the order they were registered. */
export const priorities = {
  HIGHEST: 0,
  VERY_HIGH: 10,
  HIGH: 30,
  ABOVE_NORMAL: 40,
  NORMAL: 50,
  BELOW_NORMAL: 60,
  LOW: 70,
  VERY_LOW: 90,
  LOWEST: 100,
} as const;

export type PriorityName = keyof typeof priorities;

/** A priority by name (any case) or by number, 0 to 100. */
export const prioritySchema = z.union([z.number().int().min(0).max(100), z.string()]);

/** @throws {ConfigError} for a name that is none. */
export function priorityOf(priority: number | string): number {
  if (typeof priority === 'number') return priority;
  const value = (priorities as Record<string, number>)[priority.toUpperCase()];
  if (value === undefined) {
    throw new ConfigError(
      `No hook priority is called "${priority}". Known: ${Object.keys(priorities).join(', ')}, or 0 to 100.`,
    );
  }
  return value;
}

type Moment = (runner: Runner) => void | Promise<void>;

/** Called at its moments; state that a resumed run needs goes through `save` and `restore`. */
export interface Hook {
  /** Published class name. */
  readonly name: string;
  beforeRun?: Moment;
  afterRun?: Moment;
  beforeTrainEpoch?: Moment;
  afterTrainEpoch?: Moment;
  beforeTrainIter?: Moment;
  afterTrainIter?: Moment;
  /** Plain data. */
  save?(): unknown;
  restore?(state: unknown): void;
}

export type HookMoment = Exclude<keyof Hook, 'name' | 'save' | 'restore'>;

declare module '../core/registry.js' {
  interface Slots {
    hook: Hook;
  }
}
