export { PROPOSAL_CATEGORY } from './coco-file.js';
export { findProposals, generateProposals, type ProposalRun } from './generate.js';
export { type ProposalOptions, proposalOptionsSchema } from './options.js';
export { proposeBoxes } from './propose.js';
export { selectiveSearch } from './selective-search.js';
export type { ProposalSummary } from './summary.js';
