/** A Redis of a test file's own, on loopback. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll } from 'vitest';
import { findRedis } from '../../scripts/redis.mjs';
import { folder } from './cli';

/** Starts one that keeps nothing on disk, and ends it when the tests of the file are over. Returns its address. */
export async function startRedis(): Promise<string> {
  const port = await freePort();
  const flags = ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--dir', folder()];
  const server = spawn(findRedis(), flags, { stdio: ['ignore', 'pipe', 'inherit'] });
  afterAll(() => void server.kill());
  for await (const line of server.stdout) {
    if (String(line).includes('Ready to accept connections')) break;
  }
  server.stdout.resume();
  return `redis://127.0.0.1:${port}`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('A server on loopback has a port.');
  return address.port;
}
