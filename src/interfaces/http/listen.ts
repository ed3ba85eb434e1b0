import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** Where a server listens. */
export interface ListenAddress {
  readonly port: number;
  /** Host name or address of this machine. */
  readonly host: string;
}

/** Makes a server listen. @throws Error that says why it cannot, and what to do */
export async function listen(server: Server, address: ListenAddress): Promise<void> {
  try {
    await once(server.listen(address.port, address.host), 'listening');
  } catch (error) {
    throw new Error(refusal(address, error as NodeJS.ErrnoException), { cause: error });
  }
}

/**
 * Sees whether a server could listen at an address, and leaves that free again.
 * @throws Error that says why it could not, and what to do
 */
export async function checkListening(address: ListenAddress): Promise<void> {
  const server = createServer((socket) => socket.destroy());
  await listen(server, address);
  const closed = once(server, 'close');
  server.close();
  await closed;
}

function refusal({ port, host }: ListenAddress, { code, message }: NodeJS.ErrnoException): string {
  const follows = 'Where no base URL is set, it follows the port.';
  switch (code) {
    case 'EADDRINUSE':
      return (
        `Something listens on port ${String(port)} of ${host} already, perhaps another Wegwijzer. Stop that, or take ` +
        `another port, such as --port ${String(port < 65_535 ? port + 1 : 8080)}. ${follows}`
      );
    case 'EACCES':
      return (
        `Who runs this may not listen on port ${String(port)} of ${host}: those below 1024 are for administrators. ` +
        `Take another port, such as --port 8080. ${follows}`
      );
    default:
      return `Nothing can listen on port ${String(port)} of ${host}: ${message}. Give an address of this machine with --host.`;
  }
}
