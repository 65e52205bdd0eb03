import { main } from '../aligndet/cli/index.js';

await main(['lint', ...process.argv.slice(2)]);
