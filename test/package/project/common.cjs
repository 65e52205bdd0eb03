// CommonJS: Node requires ES modules since 20.19.
const { defineConfig } = require('aligndet');
const { loadConfig } = require('aligndet/config');

if (typeof defineConfig !== 'function' || typeof loadConfig !== 'function') throw new Error('no functions');
