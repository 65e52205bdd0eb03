export type { CascadeModules, CascadeStage, HybridFlow } from './cascade-modules.js';
export { buildStages, cascadeRoiHeadOptions } from './cascade-options.js';
export { CascadeRoiHead } from './cascade-roi-head.js';
export { cascadeRoiHead, htcRoiHeadOptions, hybridTaskCascadeRoiHead } from './cascade-roi-heads.js';
export type { SemanticBranch } from './semantic-branch.js';
