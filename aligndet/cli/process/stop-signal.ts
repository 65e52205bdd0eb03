/** @module The signals by which a terminal, a user or a system shutdown ends a program. */

export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** The exit code that a shell reports for a signal: 128 plus the signal number. */
export const exitCodes: Readonly<Record<StopSignal, number>> = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
