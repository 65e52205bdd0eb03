/** @module Pages of the site that are files of the top folder: CONTRIBUTING.md, CHANGELOG.md and the like. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DOCS, TOP_FILES } from '../.vitepress/pages.js';

export default {
  paths: () =>
    Object.entries(TOP_FILES).map(([page, file]) => ({
      params: { file: basename(page) },
      content: readFileSync(join(DOCS, '..', file), 'utf8'),
    })),
};
