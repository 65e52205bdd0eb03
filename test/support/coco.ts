/** @module Tiny COCO data sets that tests make for themselves. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';

export interface CocoFile {
  images: Record<string, unknown>[];
  annotations: Record<string, unknown>[];
  categories: Record<string, unknown>[];
}

/** Two images of 64x48 and 48x64, three boxes with masks, two categories. */
export function smallCoco(): CocoFile {
  return {
    images: [
      { id: 1, file_name: 'wide.png', width: 64, height: 48 },
      { id: 2, file_name: 'high.png', width: 48, height: 64 },
    ],
    annotations: [
      annotation(10, 1, 1, [4, 6, 20, 10]),
      annotation(11, 1, 2, [30, 20, 16, 16]),
      annotation(12, 2, 1, [8, 8, 24, 40]),
    ],
    categories: [
      { id: 1, name: 'disc' },
      { id: 2, name: 'box' },
    ],
  };
}

/** A box whose mask is the box. */
export function annotation(id: number, imageId: number, categoryId: number, bbox: number[]) {
  const [x, y, width, height] = bbox;
  const polygon = [x, y, x + width, y, x + width, y + height, x, y + height];
  return {
    id,
    image_id: imageId,
    category_id: categoryId,
    bbox,
    area: width * height,
    iscrowd: 0,
    segmentation: [polygon],
  };
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is gone after the test file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'aligndet-test-'));
  folders.push(folder);
  return folder;
}

/** Writes the annotation file and an image of levels that differ in every pixel for each entry. */
export async function writeCoco(folder: string, file: CocoFile = smallCoco()): Promise<string> {
  for (const { file_name, width, height } of file.images) {
    const path = join(folder, file_name as string);
    mkdirSync(dirname(path), { recursive: true });
    await sharp(gradient(width as number, height as number), {
      raw: { width: width as number, height: height as number, channels: 3 },
    })
      .png()
      .toFile(path);
  }
  const path = join(folder, 'annotations.json');
  writeFileSync(path, JSON.stringify(file));
  return path;
}

/** `[height, width, 3]`, red first: red grows to the right, green downwards, blue is 200. */
export function gradient(width: number, height: number): Uint8Array {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) {
      data[at] = 2 * x;
      data[at + 1] = 3 * y;
      data[at + 2] = 200;
    }
  }
  return data;
}
