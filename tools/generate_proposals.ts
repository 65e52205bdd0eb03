import { main } from '../aligndet/cli/index.js';

await main(['generate-proposals', ...process.argv.slice(2)]);
