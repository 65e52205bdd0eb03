export { PROPOSAL_CATEGORY } from './coco-file.js';
export { generateProposals, type ProposalRun, type ProposalSummary } from './generate.js';
export { type ProposalOptions, proposalOptionsSchema } from './options.js';
export { proposeBoxes } from './propose.js';
export { selectiveSearch } from './selective-search.js';
