export { SPLITS, type Split, type SynthOptions, synthOptionsSchema } from './options.js';
export { composeScene, type Scene } from './scene.js';
export { type SynthRun, synthesize, type WrittenSynth } from './synthesize.js';
