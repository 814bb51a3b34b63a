/** A Redis of a test file's own, on loopback. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll } from 'vitest';
import { findRedis } from '../../scripts/redis.mjs';
import { folder } from './cli';

/** A server that can be killed, and started again with what it had. */
export interface RedisServer {
  address: string;
  kill: () => Promise<void>;
  start: () => Promise<void>;
}

/** Starts one that keeps nothing on disk, and ends it when the tests of the file are over. Returns its address. */
export async function startRedis(): Promise<string> {
  const { address, kill } = await startServer(['--save', '']);
  afterAll(kill);
  return address;
}

/** … that keeps every command on disk; whoever starts it kills it. */
export function startLastingRedis(): Promise<RedisServer> {
  return startServer(['--appendonly', 'yes', '--appendfsync', 'always']);
}

async function startServer(more: readonly string[]): Promise<RedisServer> {
  const port = await freePort();
  const flags = ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder(), ...more];
  let server: ChildProcess;
  const start = async () => {
    server = spawn(findRedis(), flags, { stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const line of server.stdout!.iterator({ destroyOnReturn: false })) {
      if (String(line).includes('Ready to accept connections')) break;
    }
    server.stdout!.resume();
  };
  const kill = async () => {
    if (server.exitCode === null && server.kill('SIGKILL')) await once(server, 'exit');
  };
  await start();
  return { address: `redis://127.0.0.1:${port}`, kill, start };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('A server on loopback has a port.');
  return address.port;
}
