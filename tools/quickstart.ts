import { main } from '../aligndet/cli/index.js';

await main(['quickstart', ...process.argv.slice(2)]);
