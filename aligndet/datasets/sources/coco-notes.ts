/** @module Messages on the annotations of a COCO file: what is left out, and why. */
import { shortList } from '../../core/index.js';
import { beyondFinding, reachesBeyond } from '../annotations/beyond-image.js';
import { annotationIdAt, type CocoIndex, FLAG_CROWD } from '../annotations/coco-index.js';
import { Findings } from '../annotations/findings.js';
import { type Fate, fateOf } from './coco-fates.js';

/** A fate, or an irregularity of a kept box. */
type Oddity = Fate | 'negative' | 'noArea' | 'beyond';

type Reasons = Readonly<Partial<Record<Oddity, string>>>;

const BEYOND = beyondFinding('if "bbox" contains corners instead of [x, y, width, height]');

const IN_TRAINING: Reasons = {
  outside: 'boxes lie outside their image and are left out',
  negative: 'boxes have a negative width or height and are left out',
  tiny: 'boxes are narrower or lower than one pixel and are left out',
  noArea: 'annotations have an "area" of 0 or less although their box is not empty, and are left out',
  beyond: BEYOND,
  ignored: 'annotations are marked "ignore" and are left out',
};

/** COCO's evaluation includes every box of the categories. */
const IN_EVALUATION: Reasons = {
  outside: 'boxes lie outside their image, where no detection can match them',
  negative: 'boxes have a negative width or height, and no detection can match them',
  beyond: BEYOND,
  ignored: 'annotations are marked "ignore", which evaluation does not use: they count like others',
};

const REPEATED =
  'images have the file name of another image: objects annotated in only one of them are background in the other';

const NOTHING_COUNTS = 'images have only crowd annotations of these classes: precision and recall will be -1';

const UNKNOWN = 'annotations have a category_id that is not in the file, and are left out';

const ID_ZERO =
  'annotations have the id 0, which means "no match" in pycocotools: a detection of such an object counts as a false positive, here ' +
  'too. Number annotations from 1';

/** @param images indices of the images that are kept. */
export function cocoNotes(
  index: CocoIndex,
  images: readonly number[],
  labels: ReadonlyMap<number, number>,
  testMode: boolean,
): string[] {
  const findings = new Findings();
  const reasons = testMode ? IN_EVALUATION : IN_TRAINING;
  const names = new Map(index.categories.map(({ id, name }) => [id, name]));
  const others = new Set<string>();
  let [numOthers, numCounted] = [0, 0];
  const fileNames = new Set<string>();
  for (const image of images) {
    const name = index.fileNames[image];
    if (fileNames.has(name)) findings.add(REPEATED, () => name);
    else fileNames.add(name);
    for (let n = index.starts[image]; n < index.starts[image + 1]; n++) {
      const location = () => locationOf(index, image, n);
      const category = index.categoryIds[n];
      if (testMode && index.ids[n] === 0 && labels.has(category)) findings.add(ID_ZERO, location);
      const fate = fateOf(index, image, n, labels);
      const oddity = oddityOf(index, image, n, fate);
      const reason = oddity && reasons[oddity];
      if (labels.has(category) && !(index.flags[n] & FLAG_CROWD)) numCounted++;
      if (reason !== undefined) findings.add(reason, location);
      else if (fate === 'other' && names.has(category)) {
        numOthers++;
        others.add(names.get(category) as string);
      } else if (fate === 'other') findings.add(UNKNOWN, () => `category_id ${category} of ${location()}`);
    }
  }
  if (testMode && numCounted === 0) {
    findings.addMany(images.length, NOTHING_COUNTS);
  }
  if (index.numOrphans > 0) {
    findings.addMany(index.numOrphans, 'annotations belong to images that are not in the file');
  }
  if (numOthers > 0) {
    const list = shortList([...others]);
    findings.addMany(
      numOthers,
      `annotations are of categories outside of the classes, and are left out: ${list}`,
    );
  }
  return findings.sentences();
}

/** `undefined` where there is nothing to report; for an image of unknown size, positions cannot be checked. */
function oddityOf(index: CocoIndex, image: number, n: number, fate: Fate): Oddity | undefined {
  if (fate === 'ignored' || fate === 'other') return fate;
  const { boxes, widths, heights } = index;
  const x = boxes[4 * n];
  const y = boxes[4 * n + 1];
  const width = boxes[4 * n + 2];
  const height = boxes[4 * n + 3];
  if (fate === 'outside' && (width < 0 || height < 0)) return 'negative';
  if (fate === 'outside') return widths[image] === 0 ? undefined : fate;
  if (fate === 'tiny') return width < 1 || height < 1 ? fate : 'noArea';
  const isBeyond = reachesBeyond(x, y, x + width, y + height, widths[image], heights[image]);
  return isBeyond ? 'beyond' : undefined;
}

/** A box and its image, for messages. */
function locationOf(index: CocoIndex, image: number, n: number): string {
  const box = index.boxes.subarray(4 * n, 4 * n + 4).join(', ');
  const size = `${index.widths[image]} x ${index.heights[image]}`;
  return `annotation ${annotationIdAt(index, n)}, [${box}] in ${index.fileNames[image]} of ${size} pixels`;
}
