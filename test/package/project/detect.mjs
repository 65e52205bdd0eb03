// Detects on one image with the checkpoint of `quickstart --tiny`.
import { readdirSync } from 'node:fs';
import { Detector, draw } from 'aligndet';

const [config, checkpoint, folder] = process.argv.slice(2);
const image = `${folder}/${readdirSync(folder)[0]}`;
const detector = await Detector.load(config, checkpoint);
const found = await detector.detect(image, { scoreThreshold: 0 });
if (found.boxes.length === 0) throw new Error('no box, though every score passes');
const drawing = await draw(image, found);
if (drawing.length < 1000) throw new Error(`the drawing has ${drawing.length} bytes`);
detector.dispose();
