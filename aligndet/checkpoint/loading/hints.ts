/** @module Hints for files that do not match: common layouts, recognized by their names. */
import { knownLook } from '../converters/looks-like.js';
import { weightNames } from '../converters/weight-groups.js';
import type { LoadReport } from './report.js';
import { type Attempt, bestWayIn } from './ways-in.js';

type Names = readonly string[];

interface Case {
  /** Whether the unmatched names are of this type. */
  readonly isMet: (report: LoadReport) => boolean;
  readonly hint: string;
}

const starts = (names: Names, ...prefixes: string[]): boolean =>
  names.some((name) => prefixes.some((prefix) => name.startsWith(prefix)));

/** Last layers of the heads, which `extract_detector_weights` drops: they belong to the pre-training task. */
const LAST_LAYERS =
  /retina_(cls|reg)|rpn_(cls|reg)|conv_(centerness|cls|reg|logits)|(cls|obj|reg)_branches|fc_(cls|reg)|mask_head\./;

/** More specific cases first: only the first match is reported. */
const CASES: readonly Case[] = [
  {
    isMet: ({ unexpected }) => starts(unexpected, 'roi_head.mask_head.'),
    hint: 'The file is of a Mask R-CNN, but the model has no masks, as a Faster R-CNN: the weights of the mask head are ignored.',
  },
  {
    isMet: ({ missing, unexpected, mismatched }) =>
      missing.length > 0 &&
      missing.every((name) => LAST_LAYERS.test(name)) &&
      unexpected.length + mismatched.length === 0,
    hint: 'Only last layers of heads are missing, as after extract-detector-weights: they keep their initialization.',
  },
  {
    isMet: ({ missing, unexpected }) =>
      ['roi_head.', 'bbox_head.'].some((head) => starts(missing, head) && starts(unexpected, head)),
    hint: 'The heads differ: check that the config is of the detector that was pre-trained.',
  },
];

/** Classification layers, with one or more channels per class. */
const SCORES = /(fc_cls|conv_cls|retina_cls|conv_logits|cls_branches\.\d+)\./;

/** Fraction of matching tensors below which the file is considered to be of another layout. */
const RIGHT_FILE = 0.5;

/** At most one hint about the layout of the file, and one about shapes. */
export function hints(report: LoadReport, attempt: Attempt): string[] {
  if (report.message === '') return [];
  const sizes = report.mismatched.some(({ name }) => SCORES.test(name))
    ? ['The classifiers differ in size: num_classes is not that of the file.']
    : [];
  return [...layoutHint(report, attempt), ...sizes];
}

function layoutHint(report: LoadReport, attempt: Attempt): string[] {
  const { total } = report;
  const fits = report.matched.length;
  const way = wayHint(attempt, fits);
  if (way !== undefined) return [way];
  const known = CASES.find(({ isMet }) => isMet(report));
  if (known !== undefined) return [known.hint];
  const look = fits < total * RIGHT_FILE ? knownLook(weightNames(attempt.value)) : undefined;
  return look === undefined ? [] : [`The file looks like ${look}.`];
}

/** A way to load more tensors of the file than the current match. */
export function wayHint(attempt: Attempt, fits: number): string | undefined {
  const way = bestWayIn(attempt, fits);
  return way && `${way.advice}. Then ${way.fits} tensors of the model match.`;
}
