/** @module The logger interface. The library itself never prints; the caller decides where lines go. */

export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** Discards everything: the default of library calls. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
