/** @module The logger that the library is handed. The library itself never prints; `cli/` decides where lines go. */

export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** Swallows everything: the default of library calls. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
