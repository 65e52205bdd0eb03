export { PatchEmbedding, type PatchEmbeddingOptions } from './patch-embedding.js';
export { PatchMerging, type PatchMergingOptions } from './patch-merging.js';
export { Swin } from './swin.js';
export { SwinStage, type SwinStageOptions } from './swin-stage.js';
export { ShiftedWindowAttention, WindowAttention, type WindowAttentionOptions } from './window-attention.js';
