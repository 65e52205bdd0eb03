/** @module Golden family `models`: whole detectors, forwards and backwards. */
import { foldersWithCase } from '../find-cases.js';
import { type FidelityHandler, type Finding, UnknownCase } from '../handler.js';
import { apartFromRounding } from '../rounding.js';
import { type ModelCase, readModelCase } from './model-case.js';
import { runPseudoLabel } from './pseudo-label.js';
import { runSelfSup } from './selfsup.js';
import { runSupervised } from './supervised.js';

const kinds: Record<string, (golden: ModelCase) => Promise<Finding[]>> = {
  model: runSupervised,
  selfsup: runSelfSup,
  selfsup_pseudo_label: runPseudoLabel,
};

export const modelsHandler: FidelityHandler = {
  family: 'models',
  find: (folder) => foldersWithCase(folder, 'models'),
  async run({ path }) {
    const golden = await readModelCase(path);
    const run = kinds[String(golden.json.kind)];
    if (run === undefined) throw new UnknownCase(`no handler for the kind "${golden.json.kind}"`);
    const stated = golden.json.float32_vs_float64 as StatedRounding | undefined;
    return apartFromRounding(
      () => run(golden),
      (name) => uncertaintyOf(name, stated),
    );
  },
};

/** By variant and group of tensors: the reference's own difference between float32 and float64. */
type StatedRounding = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** @param name as in `copy.online.proposals.0`: a variant, perhaps a branch and a stage, a group. */
function uncertaintyOf(name: string, stated: StatedRounding = {}): number {
  const [variant, ...parts] = name.split('.');
  const groups = stated[variant] ?? {};
  const group = parts.find((part) => Object.hasOwn(groups, part));
  return group === undefined ? 0 : groups[group];
}
