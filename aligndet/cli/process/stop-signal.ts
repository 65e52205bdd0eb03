/** @module The signals by which a terminal, a user or a machine that shuts down ends a program. */

export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** What a shell reports of a program that the signal ended: 128 and the number of the signal. */
export const exitCodes: Readonly<Record<StopSignal, number>> = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
