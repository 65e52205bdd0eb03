/** @module mmdetection's upgrade_model_version: upgrades detectors of mmdetection 0.x and 1.x to 2.x. */
import { CheckpointError } from '../../core/portable.js';
import { asRecord } from '../loading/state-entries.js';
import { PyDict, type PyValue } from '../pickle/values.js';
import { reorderClasses, truncateBoxClasses, truncateMaskClasses } from './class-channels.js';
import { type Conversion, dictOf, namedTensors, rootOf, withStateDict } from './conversion.js';

/** Values read from the config in the checkpoint. */
export interface ModelFacts {
  readonly isTwoStage: boolean;
  /** Type of the box head; of the first one if there are several. */
  readonly bboxHead: string | undefined;
  /** Whether box regression is class-agnostic. */
  readonly isRegressionAgnostic: boolean;
}

/**
 * The Python config in an mmdetection checkpoint. Its first line, a path, is commented out.
 *
 * @throws {CheckpointError} if there is none.
 */
export function configTextOf(checkpoint: PyValue): string {
  const config = dictOf(rootOf(checkpoint).get('meta'), '"meta"').get('config');
  if (typeof config !== 'string')
    throw new CheckpointError("The checkpoint's meta has no config, which the upgrade needs.");
  return `#${config}`;
}

/** Reads a resolved config. @throws {CheckpointError} if it has no model. */
export function modelFacts(config: unknown): ModelFacts {
  const model = (config as { model?: Record<string, unknown> } | undefined)?.model;
  if (typeof model !== 'object' || model === null) {
    throw new CheckpointError(
      "The checkpoint's meta.config has no model, so the version of the detector is unknown.",
    );
  }
  const heads = model.bbox_head as Record<string, unknown> | readonly Record<string, unknown>[] | undefined;
  const first = Array.isArray(heads) ? heads[0] : (heads as Record<string, unknown> | undefined);
  return {
    isTwoStage: 'rpn_head' in model,
    bboxHead: typeof first?.type === 'string' ? first.type : undefined,
    isRegressionAgnostic: 'rpn_head' in model && (Array.isArray(heads) || first?.reg_class_agnostic === true),
  };
}

const HEADS = ['bbox_head', 'mask_head', 'semantic_head', 'grid_head', 'mask_iou_head'];
/** Up to this version the convolutions of RetinaHead were not ConvModules. */
const OLD_RETINA = '0.5.3';
/** From this version on the background class of the RPN is last. */
const NEW_RPN = '2.5.0';

/** Names of class scores, including `RPN`'s, by version of the file. */
const SCORES_WITH_RPN = /(conv_cls|retina_cls|rpn_cls|fc_cls|fcos_cls|fovea_cls).(weight|bias)/;
const SCORES = /(conv_cls|retina_cls|fc_cls|fcos_cls|fovea_cls).(weight|bias)/;
const BOXES = /(fc_reg).(weight|bias)/;
const BOXES_WITH_RPN = /(fc_reg|rpn_reg).(weight|bias)/;
const MASKS = /(conv_logits).(weight|bias)/;

/**
 * @param facts from the config that {@link configTextOf} returns.
 * @param numClasses of the old model, including background.
 */
export function upgradeModelVersion(checkpoint: PyValue, facts: ModelFacts, numClasses = 81): Conversion {
  const root = rootOf(checkpoint);
  const version = dictOf(root.get('meta'), '"meta"').get('mmdet_version');
  if (typeof version !== 'string') {
    throw new CheckpointError(
      "The checkpoint's meta has no mmdet_version, so its version is unknown: nothing can be upgraded.",
    );
  }
  const upgrade: Upgrade = { facts, numClasses, version, lines: [] };
  const state = new PyDict(
    namedTensors(root, ['state_dict']).map(([name, value]) => upgradeEntry(name, value, upgrade)),
    'OrderedDict',
  );
  return { ...withStateDict(root, state), lines: upgrade.lines };
}

interface Upgrade {
  readonly facts: ModelFacts;
  readonly numClasses: number;
  readonly version: string;
  readonly lines: string[];
}

/** Versions are compared as strings, as in the published tool: "2.10.0" is before "2.5.0". */
function upgradeEntry(
  name: string,
  value: PyValue,
  { facts, numClasses, version, lines }: Upgrade,
): [string, PyValue] {
  const renamed = facts.isTwoStage && HEADS.some((head) => name.startsWith(head)) ? `roi_head.${name}` : name;
  const isOldRpn = version < NEW_RPN;
  const record = asRecord(value);
  let changed = record;
  const apply = (line: string, change: typeof reorderClasses) => {
    lines.push(`${line} of ${renamed}`);
    changed = record && change(record, numClasses);
  };
  if ((isOldRpn ? SCORES_WITH_RPN : SCORES).test(renamed)) apply('reorder cls channels', reorderClasses);
  if ((isOldRpn ? BOXES : BOXES_WITH_RPN).test(renamed) && !facts.isRegressionAgnostic) {
    apply('truncate regression channels', truncateBoxClasses);
  }
  if (MASKS.test(renamed)) apply('truncate mask prediction channels', truncateMaskClasses);
  const tower = /(cls_convs|reg_convs).\d.(weight|bias)/.exec(name);
  if (tower !== null && version <= OLD_RETINA && facts.bboxHead === 'RetinaHead' && !facts.isTwoStage) {
    const wrapped = name.replaceAll(tower[2], `conv.${tower[2]}`);
    lines.push(`rename the name of ${name} to ${wrapped}`);
    return [wrapped, value];
  }
  const isSsd = facts.bboxHead === 'SSDHead' && !facts.isTwoStage;
  if (isSsd && /(cls_convs).\d.(weight|bias)/.test(name)) apply('reorder cls channels', reorderClasses);
  return [renamed, changed === record ? value : changed];
}
