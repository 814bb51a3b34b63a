/** Systems by what their browsers say of themselves, and the nearest browser with WebGPU on each. */
const NEAREST: readonly [system: RegExp, browser: string][] = [
  [/iPhone|iPad/, 'Safari of iOS 26 or later: update the system'],
  [/Android/, 'Chrome 121 or later on Android 12 or later'],
  [/CrOS/, 'Chrome 113 or later: update the system'],
  [/Windows/, 'a current Chrome, Edge or Firefox'],
  [/Mac OS X/, 'a current Chrome or Edge, Safari 26, or Firefox on Apple silicon'],
  [/Linux/, 'a current Chrome or Chromium, where the driver supports Vulkan'],
];

/** One sentence: which browser has WebGPU on the system that a `navigator.userAgent` names. */
export function webgpuAdvice(userAgent: string): string {
  const [, browser] = NEAREST.find(([system]) => system.test(userAgent)) ?? [null, 'a current Chrome, Edge or Firefox'];
  return `On this system WebGPU works in ${browser}.`;
}
