/** @module What people should know of the annotations of a COCO file: what is left out, and why. */
import { annotationIdAt, type CocoIndex } from '../annotations/coco-index.js';
import { Findings } from '../annotations/findings.js';
import { type Fate, fateOf } from './coco-fates.js';
import { shortList } from './coco-labels.js';

type Reasons = Readonly<Partial<Record<Fate, string>>>;

const IN_TRAINING: Reasons = {
  outside: 'boxes lie outside their image and are left out',
  tiny: 'boxes have no area or a side below one pixel and are left out',
  ignored: 'annotations are marked "ignore" and are left out',
};

/** COCO's evaluation counts every box of the categories. */
const IN_EVALUATION: Reasons = {
  outside: 'boxes lie outside their image, where no detection can find them',
  ignored: 'annotations are marked "ignore", which evaluation does not read: they count as others do',
};

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
  let numOthers = 0;
  for (const image of images) {
    for (let n = index.starts[image]; n < index.starts[image + 1]; n++) {
      const place = () => placeOf(index, image, n);
      const category = index.categoryIds[n];
      if (testMode && index.ids[n] === 0 && labels.has(category)) findings.add(ID_ZERO, place);
      const fate = fateOf(index, image, n, labels);
      const reason = reasons[fate];
      if (reason !== undefined) findings.add(reason, place);
      else if (fate === 'other' && names.has(category)) {
        numOthers++;
        others.add(names.get(category) as string);
      } else if (fate === 'other') findings.add(UNKNOWN, () => `category_id ${category} of ${place()}`);
    }
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

const UNKNOWN = 'annotations have a category_id that is no category of the file, and are left out';

const ID_ZERO =
  'annotations have the id 0, by which pycocotools means "no match": a detection of such an object counts as wrong, here ' +
  'too. Number annotations from 1';

/** A box and its image, for people. */
function placeOf(index: CocoIndex, image: number, n: number): string {
  const box = index.boxes.subarray(4 * n, 4 * n + 4).join(', ');
  const size = `${index.widths[image]} x ${index.heights[image]}`;
  return `annotation ${annotationIdAt(index, n)}, [${box}] in ${index.fileNames[image]} of ${size} pixels`;
}
