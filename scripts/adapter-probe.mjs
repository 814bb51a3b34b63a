/** Prints one line of JSON about the adapter that Dawn finds in this process's environment: `null` without one. */
import { create } from 'webgpu';

// Dawn crashes when the object of create() is collected while anything it made is in use.
globalThis.dawn = create([]);
const adapter = await globalThis.dawn.requestAdapter({ powerPreference: 'high-performance' });
// An adapter that cannot give a device is of no use.
if (adapter) await adapter.requestDevice();
console.log(JSON.stringify(adapter && describe(adapter.info)));
process.exit(0);

function describe({ vendor, architecture, device, description, isFallbackAdapter }) {
  return { vendor, architecture, device, description, software: isFallbackAdapter };
}
