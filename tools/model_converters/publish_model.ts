import { main } from '../../aligndet/cli/index.js';

await main(['publish-model', ...process.argv.slice(2)]);
