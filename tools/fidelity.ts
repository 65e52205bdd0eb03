import { main } from '../aligndet/cli/index.js';

await main(['fidelity', ...process.argv.slice(2)]);
