/** @module The per-user cache folder, for files that can be downloaded or built again. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** `ALIGNDET_CACHE`, else `aligndet` in the XDG cache folder (on macOS, in `Library/Caches`). */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const { ALIGNDET_CACHE: own, XDG_CACHE_HOME: xdg } = environment;
  if (own) return resolve(own);
  if (xdg) return join(resolve(xdg), 'aligndet');
  return join(homedir(), process.platform === 'darwin' ? 'Library/Caches' : '.cache', 'aligndet');
}
