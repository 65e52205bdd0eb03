/** @module Messages on the annotations of a PASCAL VOC folder: what is left out, and why. */
import { beyondFinding, reachesBeyond } from '../annotations/beyond-image.js';
import { Findings } from '../annotations/findings.js';
import type { VocFile, VocObject } from '../annotations/voc-file.js';
import type { ImageInfo } from '../sample.js';
import { type VocFate, type VocFateRules, vocFateOf } from './voc-fates.js';

/** Max number of unknown names in a message. */
const MAX_NAMES = 8;

type Reasons = Readonly<Partial<Record<VocFate | 'reversed' | 'beyond', string>>>;

const BEYOND = beyondFinding('if boxes and image have different scales');

const REPEATED = 'images are in the list more than once';

const IN_TRAINING: Reasons = {
  outside: 'boxes lie outside their image and are left out',
  tiny: 'boxes have no area and are left out',
  reversed: 'boxes have their corners reversed (xmin above xmax, or ymin above ymax) and are left out',
  beyond: BEYOND,
};

/** VOC's evaluation includes every box of the classes. */
const IN_EVALUATION: Reasons = {
  outside: 'boxes lie outside their image, where no detection can match them',
  tiny: 'boxes have no area, and no detection can match them',
  reversed:
    'boxes have their corners reversed (xmin above xmax, or ymin above ymax), and no detection can match them',
  beyond: BEYOND,
};

export interface VocImage {
  readonly info: ImageInfo;
  readonly file: VocFile;
}

/** @param images those that are kept. */
export function vocNotes(images: readonly VocImage[], rules: VocFateRules, testMode: boolean): string[] {
  const findings = new Findings();
  const reasons = testMode ? IN_EVALUATION : IN_TRAINING;
  const names = new Set<string>();
  for (const { info, file } of images) {
    if (names.has(info.filename)) findings.add(REPEATED, () => info.filename);
    else names.add(info.filename);
    for (const object of file.objects) {
      const reason = reasons[oddityOf(object, info, vocFateOf(object, info, rules))];
      if (reason !== undefined) findings.add(reason, () => locationOf(object, info, file));
    }
  }
  const others = otherNames(images, rules.labels);
  if (others !== undefined) {
    findings.addMany(
      others.count,
      `objects have names outside of the classes, and are left out: ${others.shown}`,
    );
  }
  return findings.sentences();
}

function oddityOf({ box }: VocObject, { width, height }: ImageInfo, fate: VocFate): keyof Reasons {
  const [x1, y1, x2, y2] = box;
  if (fate === 'tiny' && (x1 > x2 || y1 > y2)) return 'reversed';
  return fate === 'kept' && reachesBeyond(x1, y1, x2, y2, width, height) ? 'beyond' : fate;
}

/** The unknown names in the files with their counts, most frequent first; `undefined` when there is none. */
export function otherNames(
  images: readonly VocImage[],
  labels: ReadonlyMap<string, number>,
): { readonly count: number; readonly shown: string } | undefined {
  const counts = new Map<string, number>();
  for (const { file } of images) {
    for (const { name } of file.objects) {
      if (!labels.has(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  if (counts.size === 0) return undefined;
  const names = [...counts].sort(([, a], [, b]) => b - a);
  const shown = names.slice(0, MAX_NAMES).map(([name, count]) => `${JSON.stringify(name)} (${count})`);
  const more = names.length > MAX_NAMES ? `, ... (${names.length} names)` : '';
  return {
    count: names.reduce((sum, [, count]) => sum + count, 0),
    shown: `${shown.join(', ')}${more}${hint(names[0][0], [...labels.keys()])}`,
  };
}

function hint(name: string, classes: readonly string[]): string {
  const bare = name.trim();
  const same = classes.find((one) => one.toLowerCase() === bare.toLowerCase());
  if (same === undefined) return '';
  return `. The class is "${same}": ${bare === name ? 'names are case-sensitive' : 'blanks around a name are significant'}`;
}

function locationOf({ name, box, line }: VocObject, { width, height }: ImageInfo, { path }: VocFile): string {
  return `${name} [${box.join(', ')}] in an image of ${width} x ${height} pixels, line ${line} of ${path}`;
}
