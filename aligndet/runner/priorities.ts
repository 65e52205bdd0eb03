/** @module Order of hooks. */
import { ConfigError } from '../core/index.js';

/** Published priorities; hooks with equal priority run in registration order. */
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

/** @throws {ConfigError} for an unknown name. */
export function priorityOf(priority: number | string): number {
  if (typeof priority === 'number') return priority;
  const value = (priorities as Record<string, number>)[priority.toUpperCase()];
  if (value === undefined) {
    throw new ConfigError(
      `Unknown hook priority "${priority}". Known: ${Object.keys(priorities).join(', ')}, or 0 to 100.`,
    );
  }
  return value;
}
