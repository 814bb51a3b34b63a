/** In a page: run.mjs calls `ask`. */
import { createHost } from './host.mjs';

globalThis.ask = createHost();
