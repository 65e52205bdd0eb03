/** Detects in one image with the last checkpoint: node detect.mjs photo.jpg; look at detected.png then. */
import { writeFile } from 'node:fs/promises';
import { Detector, draw } from 'aligndet';

const [image = 'data/digits/val/000001.jpg'] = process.argv.slice(2);
const detector = await Detector.load('configs/digits.ts', 'work_dirs/digits/latest.pth');
const found = await detector.detect(image, { scoreThreshold: 0.5 });
for (const [i, name] of found.classNames.entries()) console.log(name, found.scores[i], found.boxes[i]);
await writeFile('detected.png', await draw(image, found));
detector.dispose();
