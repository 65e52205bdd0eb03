/** What every run shares: checkpoints, logs, hooks, and how batch size and learning rate relate. */
import { defineConfig } from 'aligndet';

/** Logs to Weights & Biases, in the group of runs that `group` names. */
export const wandbHook = (group: 'finetune' | 'pretrain' | 'semi-coco') =>
  ({
    type: 'MMDetWandbHook',
    init_kwargs: { project: 'AlignDet', group },
    interval: 50,
    num_eval_images: 0,
    log_checkpoint: false,
  }) as const;

export default defineConfig({
  checkpoint_config: { interval: 1 },
  log_config: { interval: 50, hooks: [{ type: 'TextLoggerHook' }] },
  custom_hooks: [{ type: 'NumClassCheckHook' }, wandbHook('finetune')],

  dist_params: { backend: 'nccl' },
  log_level: 'INFO',
  load_from: null,
  resume_from: null,
  workflow: [['train', 1]],

  opencv_num_threads: 0, // each worker decodes on one thread, or they overload the machine
  mp_start_method: 'fork',

  // The learning rates of these configs are for 16 images a step: 8 GPUs with 2 images each.
  auto_scale_lr: { enable: false, base_batch_size: 16 },

  // Modules of the Python reference. All of them are built in here, so nothing is imported for these names.
  custom_imports: {
    imports: [
      'mmselfsup.datasets.pipelines',
      'AlignDet.core.hook.momentum_update_hook',
      'AlignDet.datasets.pipelines.selfsup_pipelines',
      'AlignDet.datasets.pipelines.rand_aug',
      'AlignDet.datasets.single_view_coco',
      'AlignDet.datasets.multi_view_coco',
      'AlignDet.models.losses.contrastive_loss',
      'AlignDet.models.dense_heads.fcos_head',
      'AlignDet.models.dense_heads.retina_head',
      'AlignDet.models.dense_heads.detr_head',
      'AlignDet.models.roi_heads.bbox_heads.convfc_bbox_head',
      'AlignDet.models.roi_heads.standard_roi_head',
      'AlignDet.models.roi_heads.htc_roi_head',
      'AlignDet.models.roi_heads.cbv2_roi_head',
      'AlignDet.models.necks.cb_fpn',
      'AlignDet.models.backbones.cbv2',
      'AlignDet.models.backbones.swinv1',
      'AlignDet.models.detectors.selfsup_detector',
      'AlignDet.models.detectors.selfsup_fcos',
      'AlignDet.models.detectors.selfsup_detr',
      'AlignDet.models.detectors.selfsup_retinanet',
      'AlignDet.models.detectors.selfsup_mask_rcnn',
      'AlignDet.models.detectors.selfsup_htc',
      'AlignDet.models.detectors.selfsup_cbv2',
      'AlignDet.models.detectors.cbv2',
      'AlignDet.core.bbox.assigners.hungarian_assigner',
      'AlignDet.core.bbox.assigners.pseudo_hungarian_assigner',
      'AlignDet.core.bbox.match_costs.match_cost',
    ],
    allow_failed_imports: false,
  },
});
