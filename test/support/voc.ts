/** @module A tiny data set in PASCAL VOC's layout that tests make for themselves. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';

const [WIDTH, HEIGHT] = [64, 48];

/** Images of 64 x 48 pixels with one cat each, in `VOC2007` below `folder`; `test.txt` lists them. @returns that folder. */
export async function writeVoc(folder: string, names: readonly string[]): Promise<string> {
  const root = join(folder, 'VOC2007/');
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  write('ImageSets/Main/test.txt', `${names.join('\n')}\n`);
  mkdirSync(join(root, 'JPEGImages'), { recursive: true });
  for (const [i, name] of names.entries()) {
    write(`Annotations/${name}.xml`, annotation(5 + i));
    const image = sharp({
      create: { width: WIDTH, height: HEIGHT, channels: 3, background: { r: 90, g: 30 * i, b: 20 } },
    });
    await image.jpeg().toFile(join(root, `JPEGImages/${name}.jpg`));
  }
  return root;
}

function annotation(left: number): string {
  return `<annotation><size><width>${WIDTH}</width><height>${HEIGHT}</height><depth>3</depth></size><object><name>cat</name><difficult>0</difficult><bndbox><xmin>${left}</xmin><ymin>6</ymin><xmax>${left + 30}</xmax><ymax>40</ymax></bndbox></object></annotation>`;
}
