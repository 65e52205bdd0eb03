/** @module Kind `selfsup_pseudo_label`: DETR that learns clusters of proposals as classes, its backbone fixed. */
import { builtinBuilder } from '../../../aligndet/builtins.js';
import type { ComponentConfig } from '../../../aligndet/core/index.js';
import { Detr, type DetrHead } from '../../../aligndet/models/index.js';
import { type ParamwiseConfig, paramGroups } from '../../../aligndet/optim/index.js';
import type { ImageMeta } from '../../../aligndet/structures/index.js';
import { buildComponent, builtIn } from '../build-component.js';
import { compareJson } from '../compare.js';
import { type Finding, UnknownCase } from '../handler.js';
import { readArrays } from '../read-case.js';
import type { Captures } from './capture.js';
import { captureQueries } from './capture-detr.js';
import { compareCaptures } from './compare-captures.js';
import { compareStep, runStep } from './gradients.js';
import { batchOf, compareOrder, loadExactly, type ModelCase } from './model-case.js';

/** Names in `expected` of what is captured. */
const CAPTURED = ['cls_scores', 'bbox_preds', 'class_labels'];

export async function runPseudoLabel(golden: ModelCase): Promise<Finding[]> {
  const { json, inputs, weights, folder, tolerance } = golden;
  const detector = buildComponent('detector', json.model);
  if (!(detector instanceof Detr)) throw new UnknownCase('no captures for this detector');
  const findings = [...loadExactly(detector, weights), ...compareOrder(detector, weights)];
  try {
    const expected = await readArrays(folder, 'expected.safetensors');
    const captures: Captures = new Map();
    const [bboxHead] = builtIn<DetrHead>(detector, 'bbox_head');
    const endCapture = captureQueries(bboxHead, captures, '');
    detector.train();
    const step = runStep(detector, () => detector.loss(batchOf(inputs, json.img_metas as ImageMeta[])));
    endCapture();
    const frozen = detector.parameters().filter(({ requiresGrad }) => !requiresGrad);
    return [
      ...findings,
      ...compareStep(step, expected, tolerance),
      ...CAPTURED.flatMap((name) => compareCaptures(captures, expected, name, tolerance)),
      compareJson('frozen_count', frozen.length, json.frozen_count),
      compareJson('optimizer_groups', groupsOf(detector, json), json.optimizer_groups),
    ];
  } finally {
    detector.dispose();
  }
}

/** By rate and decay, how many parameters have them and of which parts. */
function groupsOf(detector: Detr, json: Record<string, unknown>): Record<string, unknown> {
  const optimizer = json.optimizer as ComponentConfig & { paramwise_cfg?: ParamwiseConfig };
  const factory = builtinBuilder().build('optimizer', optimizer);
  const names = new Map([...detector.namedParameters()].map(([name, parameter]) => [parameter, name]));
  const groups: Record<string, { count: number; prefixes: string[] }> = {};
  for (const { parameters, options } of paramGroups(detector, factory, optimizer.paramwise_cfg)) {
    const key = `lr ${options.lr} wd ${options.weight_decay}`;
    const { count, prefixes } = groups[key] ?? { count: 0, prefixes: [] };
    const modules = parameters.map((parameter) => (names.get(parameter) ?? '').split('.')[0]);
    groups[key] = {
      count: count + parameters.length,
      prefixes: [...new Set([...prefixes, ...modules])].sort(),
    };
  }
  return groups;
}
