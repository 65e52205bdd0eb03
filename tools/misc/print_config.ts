import { main } from '../../aligndet/cli/index.js';

await main(['print-config', ...process.argv.slice(2)]);
