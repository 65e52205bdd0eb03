/** @module Two images with annotations in the formats of COCO and of PASCAL VOC, in a folder that goes with the process. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tinyCoco, writeTinyDataset } from '../support/tiny-dataset.js';
import { writeVoc } from '../support/voc.js';

export interface TinyData {
  readonly folder: string;
  /** Annotation file in COCO's format. */
  readonly annotations: string;
  readonly classes: readonly string[];
  /** Folder in VOC's layout. */
  readonly voc: string;
}

export async function tinyData(): Promise<TinyData> {
  const folder = mkdtempSync(join(tmpdir(), 'contracts-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const coco = tinyCoco(2);
  const { annotations } = await writeTinyDataset(folder, coco);
  const classes = coco.categories.map(({ name }) => String(name));
  return { folder, annotations, classes, voc: await writeVoc(folder, ['a', 'b']) };
}
