/** Sets the tensor engine up: `npm run setup -- [--from <wheel or folder>] [--gpu] [--force] [--quiet]`. */
import { setUpEngine } from '../aligndet/engine/index.js';

await setUpEngine();
