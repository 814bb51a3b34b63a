/** Prints what Dawn makes of a shader for the driver: `{ code, constants }` as JSON on the standard input. */
import { readFileSync } from 'node:fs';
import { create, globals } from 'webgpu';

const { code, constants } = JSON.parse(readFileSync(0, 'utf8'));
Object.assign(globalThis, globals);
globalThis.dawn = create(['enable-dawn-features=dump_shaders']); // kept: Dawn crashes when it is collected
const adapter = await globalThis.dawn.requestAdapter();
const { maxComputeWorkgroupStorageSize } = adapter.limits;
const device = await adapter.requestDevice({ requiredLimits: { maxComputeWorkgroupStorageSize } });
const module = device.createShaderModule({ code });
await device.createComputePipelineAsync({ layout: 'auto', compute: { module, entryPoint: 'main', constants } });
process.exit(0);
