import { main } from '../../aligndet/cli/index.js';

await main(['extract-detector-weights', ...process.argv.slice(2)]);
