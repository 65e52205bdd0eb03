export { type BatchSampler, type Shard, SINGLE } from './batch-sampler.js';
export {
  distributedGroupOrder,
  distributedGroupSampler,
  samplesPerShard,
} from './distributed-group-sampler.js';
export { distributedOrder, distributedSampler } from './distributed-sampler.js';
export { groupOrder, groupSampler } from './group-sampler.js';
export {
  groupedBatches,
  infiniteBatchSampler,
  infiniteGroupBatchSampler,
  plainBatches,
} from './infinite-sampler.js';
export { type SamplerChoice, samplerFor } from './sampler-for.js';
