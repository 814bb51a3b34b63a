declare module 'virtual:explorer' {
  /** What shows results within a report; the hash is base64 of the script's SHA-256. */
  const explorer: { script: string; hash: string; styles: string };
  export default explorer;
}
