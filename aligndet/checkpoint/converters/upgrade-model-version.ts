/** @module mmdetection's upgrade_model_version: detectors of mmdetection 0.x and 1.x for 2.x. */
import { CheckpointError } from '../../core/portable.js';
import { asRecord } from '../loading/state-entries.js';
import { PyDict, type PyValue } from '../pickle/values.js';
import { reorderClasses, truncateBoxClasses, truncateMaskClasses } from './class-channels.js';
import { type Conversion, dictOf, namedTensors, rootOf, withStateDict } from './conversion.js';

/** What the config inside the checkpoint says. */
export interface ModelFacts {
  readonly isTwoStage: boolean;
  /** Type of the box head; of the first one where there are several. */
  readonly bboxHead: string | undefined;
  /** Whether boxes are regressed once for all classes. */
  readonly isRegressionAgnostic: boolean;
}

/**
 * The Python config that a checkpoint of mmdetection carries. Its first line, a path, is made a comment.
 *
 * @throws {CheckpointError} when there is none.
 */
export function configTextOf(checkpoint: PyValue): string {
  const config = dictOf(rootOf(checkpoint).get('meta'), '"meta"').get('config');
  if (typeof config !== 'string') throw new CheckpointError("The checkpoint's meta has no config.");
  return `#${config}`;
}

/** Facts of a resolved config. @throws {CheckpointError} when it has no model. */
export function modelFacts(config: unknown): ModelFacts {
  const model = (config as { model?: Record<string, unknown> } | undefined)?.model;
  if (typeof model !== 'object' || model === null) {
    throw new CheckpointError("The checkpoint's meta.config has no model: its version cannot be told.");
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
/** Up to this version RetinaHead had bare convolutions. */
const OLD_RETINA = '0.5.3';
/** From this version on the RPN counts its background last. */
const NEW_RPN = '2.5.0';

/** Class scores, `RPN` included, by version of the file. */
const SCORES_WITH_RPN = /(conv_cls|retina_cls|rpn_cls|fc_cls|fcos_cls|fovea_cls).(weight|bias)/;
const SCORES = /(conv_cls|retina_cls|fc_cls|fcos_cls|fovea_cls).(weight|bias)/;
const BOXES = /(fc_reg).(weight|bias)/;
const BOXES_WITH_RPN = /(fc_reg|rpn_reg).(weight|bias)/;
const MASKS = /(conv_logits).(weight|bias)/;

/**
 * @param facts of the config that {@link configTextOf} gives.
 * @param numClasses of the old model, background included.
 */
export function upgradeModelVersion(checkpoint: PyValue, facts: ModelFacts, numClasses = 81): Conversion {
  const root = rootOf(checkpoint);
  const version = dictOf(root.get('meta'), '"meta"').get('mmdet_version');
  if (typeof version !== 'string') {
    throw new CheckpointError(
      "The checkpoint's meta has no mmdet_version: there is nothing to upgrade from.",
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

/** Versions are compared as text, as the published tool does: "2.10.0" is before "2.5.0". */
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
