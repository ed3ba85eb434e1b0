import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Answers whatever it is asked with what came on its standard input, and tells the port that it listens on. */
const PROGRAM = `
  import { createServer } from 'node:http';
  import { buffer } from 'node:stream/consumers';
  const body = await buffer(process.stdin);
  const server = createServer((_, response) => response.writeHead(200, { 'content-type': process.argv[1] }).end(body));
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
`;

/** A server in a process of its own, which does nothing but send. */
export interface BareServer {
  readonly url: string;
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

/** Starts what a service is measured beside: a Node server that answers every request with the same bytes. */
export async function startBareServer(body: string, mediaType: string): Promise<BareServer> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM, mediaType], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(body);
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return { url: `http://127.0.0.1:${port.toString().trim()}/`, child, stop };
}
