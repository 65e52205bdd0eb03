import { main } from '../aligndet/cli/index.js';

await main(['train', ...process.argv.slice(2)]);
