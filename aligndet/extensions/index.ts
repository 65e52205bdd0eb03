export { builderFor, extensionsOf } from './builder-for.js';
export { hasCustomImports, withAbsoluteImports } from './custom-imports.js';
