import { main } from '../../aligndet/cli/index.js';

await main(['upgrade-model-version', ...process.argv.slice(2)]);
