/** @module Published configs by the name that any folder reaches them by: `aligndet/configs/_base_/default_runtime.ts`. */
import { join, relative } from 'node:path';
import { publishedConfigs } from '../package-files.js';

const PREFIX = 'aligndet/configs/';

/** The file of a name such as `aligndet/configs/coco/detr.ts`; nothing for any other name. */
export function publishedConfig(name: string): string | undefined {
  return name.startsWith(PREFIX) ? join(publishedConfigs, name.slice(PREFIX.length)) : undefined;
}

/** The name of a file that is published; nothing for any other file. */
export function publishedName(file: string): string | undefined {
  const path = relative(publishedConfigs, file).replaceAll('\\', '/');
  return path === '' || path.startsWith('../') || path === '..' ? undefined : PREFIX + path;
}
