import { main } from '../aligndet/cli/index.js';

await main(['setup', ...process.argv.slice(2)]);
