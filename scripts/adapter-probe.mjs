/** Prints one line of JSON about the adapter that Dawn finds in this process's environment: `null` without one. */
import { create, globals } from 'webgpu';

Object.assign(globalThis, globals);
// Dawn crashes when the object of create() is collected while anything it made is in use.
globalThis.dawn = create([]);
const adapter = await globalThis.dawn.requestAdapter({ powerPreference: 'high-performance' });
// An adapter that cannot give a device is of no use.
if (adapter) await adapter.requestDevice();
console.log(JSON.stringify(adapter && describe(adapter)));
process.exit(0);

function describe({ info, features, limits }) {
  const { vendor, architecture, device, description, isFallbackAdapter } = info;
  const numbers = {};
  for (const name in limits) if (typeof limits[name] === 'number') numbers[name] = limits[name];
  return {
    vendor,
    architecture,
    device,
    description,
    software: isFallbackAdapter,
    features: [...features].sort(),
    limits: numbers,
  };
}
