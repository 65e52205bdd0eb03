import { main } from '../aligndet/cli/index.js';

await main(['test', ...process.argv.slice(2)]);
