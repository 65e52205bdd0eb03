/** @module Golden dataset wrappers: which source item each item is. */
import {
  ConcatDataset,
  type DetectionDataset,
  repeat,
  repeatFactors,
  repeatIndices,
} from '../../../aligndet/datasets/index.js';
import { compareJson, compareValues } from '../compare.js';
import { type Finding, UnknownCase } from '../handler.js';

export interface WrapperCase {
  readonly wrapper: string;
  readonly size?: number;
  readonly sizes?: readonly number[];
  readonly times?: number;
  readonly length: number;
  readonly flag: readonly number[];
  readonly items?: readonly string[];
  readonly negative?: Record<string, string>;
  readonly cumulative_sizes?: readonly number[];
  readonly get_cat_ids?: readonly (readonly number[])[];
  readonly oversample_thr?: number;
  readonly filter_empty_gt?: boolean;
  readonly cat_ids?: readonly (readonly number[])[];
  readonly dataset_flag?: readonly number[];
  readonly num_classes?: number;
  readonly repeat_factors?: readonly number[];
  readonly repeat_indices?: readonly number[];
}

export async function wrappers(cases: readonly WrapperCase[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [i, one] of cases.entries())
    findings.push(...(await compareWrapper(`${i} ${one.wrapper} `, one)));
  return findings;
}

async function compareWrapper(name: string, one: WrapperCase): Promise<Finding[]> {
  switch (one.wrapper) {
    case 'RepeatDataset':
      return compareItems(name, repeat(lettered('a', one.size ?? 0, one.flag), one.times ?? 1), one);
    case 'ConcatDataset':
      return compareConcat(name, one);
    case 'ClassBalancedDataset':
      return compareBalanced(name, one);
    default:
      throw new UnknownCase(`wrapper "${one.wrapper}"`);
  }
}

/** Parts of equal size are one dataset: `a`, then `b` for the next size. */
async function compareConcat(name: string, one: WrapperCase): Promise<Finding[]> {
  const sizes = one.sizes ?? [];
  const letters = [...new Set(sizes)];
  let start = 0;
  const parts = sizes.map((size) => {
    const flag = one.flag.slice(start, start + size);
    const categories = one.get_cat_ids?.slice(start, start + size);
    start += size;
    return lettered(String.fromCharCode(97 + letters.indexOf(size)), size, flag, categories);
  });
  const joined = new ConcatDataset(parts, true);
  const findings = await compareItems(name, joined, one);
  findings.push(compareJson(`${name}ends`, joined.ends, one.cumulative_sizes));
  const categories = Array.from({ length: joined.length }, (_, i) => joined.categoriesOf(i));
  findings.push(compareJson(`${name}get_cat_ids`, categories, one.get_cat_ids));
  for (const [index, item] of Object.entries(one.negative ?? {})) {
    findings.push(compareJson(`${name}${index}`, await itemOf(joined, Number(index)), item));
  }
  return findings;
}

function compareBalanced(name: string, one: WrapperCase): Finding[] {
  const categories = one.cat_ids ?? [];
  const dataset = {
    length: categories.length,
    classes: Array<string>(one.num_classes ?? 0).fill(''),
    categoriesOf: (index: number) => [...categories[index]],
  };
  const factors = repeatFactors(dataset, one.oversample_thr ?? 0, one.filter_empty_gt ?? true);
  const indices = repeatIndices(factors);
  return [
    compareValues(`${name}repeat_factors`, factors, one.repeat_factors ?? [], { rtol: 0, atol: 0 }),
    compareJson(`${name}repeat_indices`, indices, one.repeat_indices),
    compareJson(`${name}length`, indices.length, one.length),
    compareJson(
      `${name}flag`,
      indices.map((i) => one.dataset_flag?.[i]),
      one.flag,
    ),
  ];
}

async function compareItems(name: string, dataset: DetectionDataset, one: WrapperCase): Promise<Finding[]> {
  const items: unknown[] = [];
  for (let i = 0; i < dataset.length; i++) items.push(await itemOf(dataset, i));
  return [
    compareJson(`${name}length`, dataset.length, one.length),
    compareJson(`${name}flag`, [...dataset.flag], one.flag),
    compareJson(`${name}items`, items, one.items),
  ];
}

async function itemOf(dataset: DetectionDataset, index: number): Promise<unknown> {
  const item = await dataset.get(index, undefined as never);
  return (item as { filename?: string }).filename;
}

/** A dataset whose items are their own names. */
function lettered(
  letter: string,
  size: number,
  flag: readonly number[],
  categories: readonly (readonly number[])[] = [],
): DetectionDataset {
  return {
    length: size,
    classes: [],
    flag: Uint8Array.from(flag.slice(0, size)),
    get: async (index) => ({ filename: `${letter}${index}` }),
    categoriesOf: (index) => [...categories[index]],
  };
}
