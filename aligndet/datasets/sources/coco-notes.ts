/** @module What people should know of the annotations of a COCO file: what is left out, and why. */
import { shortList } from '../../core/index.js';
import { beyondFinding, reachesBeyond } from '../annotations/beyond-image.js';
import { annotationIdAt, type CocoIndex, FLAG_CROWD } from '../annotations/coco-index.js';
import { Findings } from '../annotations/findings.js';
import { type Fate, fateOf } from './coco-fates.js';

/** A fate, or what is odd about a box beside it. */
type Oddity = Fate | 'negative' | 'noArea' | 'beyond';

type Reasons = Readonly<Partial<Record<Oddity, string>>>;

const BEYOND = beyondFinding('if "bbox" holds corners instead of [x, y, width, height]');

const IN_TRAINING: Reasons = {
  outside: 'boxes lie outside their image and are left out',
  negative: 'boxes have a negative width or height and are left out',
  tiny: 'boxes have no area or a side below one pixel and are left out',
  noArea: 'annotations have an "area" of 0 or less beside a box that has one, and are left out',
  beyond: BEYOND,
  ignored: 'annotations are marked "ignore" and are left out',
};

/** COCO's evaluation counts every box of the categories. */
const IN_EVALUATION: Reasons = {
  outside: 'boxes lie outside their image, where no detection can find them',
  negative: 'boxes have a negative width or height, and no detection can find them',
  beyond: BEYOND,
  ignored: 'annotations are marked "ignore", which evaluation does not read: they count as others do',
};

const REPEATED =
  'images have the file name of another image: what is annotated in only one of them is background in the other';

const NOTHING_COUNTS =
  'images have no annotation of these classes but crowds: there is nothing to find, and precision and recall will be -1';

const UNKNOWN = 'annotations have a category_id that is no category of the file, and are left out';

const ID_ZERO =
  'annotations have the id 0, by which pycocotools means "no match": a detection of such an object counts as wrong, here ' +
  'too. Number annotations from 1';

/** @param images positions of the images that are kept. */
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
    findings.addMany(index.numOrphans, 'annotations belong to images that the file does not list');
  }
  if (numOthers > 0) {
    const list = shortList([...others]);
    findings.addMany(numOthers, `annotations are of categories that are no class, and are left out: ${list}`);
  }
  return findings.sentences();
}

/** `undefined` where there is nothing to say: of an image whose size is not known, nobody can tell what lies outside. */
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

/** A box and its image, for people. */
function locationOf(index: CocoIndex, image: number, n: number): string {
  const box = index.boxes.subarray(4 * n, 4 * n + 4).join(', ');
  const size = `${index.widths[image]} x ${index.heights[image]}`;
  return `annotation ${annotationIdAt(index, n)}, [${box}] in ${index.fileNames[image]} of ${size} pixels`;
}
