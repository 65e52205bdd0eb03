export type { InitContext } from './init/context.js';
export { asPublished, convLayout, flattenedLinearLayout, type Layout, linearLayout } from './layout.js';
export { Module } from './module.js';
export { Parameter, type ParameterOptions } from './parameter.js';
export type { DType, StateDict, TensorData, TensorRecord } from './state-dict.js';
