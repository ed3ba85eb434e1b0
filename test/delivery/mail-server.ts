import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterAll } from 'vitest';

/** A mail as it arrived: who it was for, and all of it, decoded. */
export interface Mail {
  readonly to: string;
  readonly text: string;
}

/** A real mail server on this machine; it ends with the test file. */
export interface MailServer {
  readonly url: string;
  readonly mails: readonly Mail[];
  /** Refuses so many mails for now. */
  refuse(count: number): void;
}

/** Quoted-printable text as it is read (RFC 2045, section 6.7). */
function decoded(text: string): string {
  return text
    .replace(/=\r\n/g, '')
    .replace(/((?:=[\dA-F]{2})+)/g, (codes) => Buffer.from(codes.replaceAll('=', ''), 'hex').toString());
}

/** Begins to take mail. */
export async function startMailServer(): Promise<MailServer> {
  const mails: Mail[] = [];
  let refusals = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, session, done) => {
      let text = '';
      stream.on('data', (chunk) => (text += String(chunk)));
      stream.on('end', () => {
        const [to] = session.envelope.rcptTo;
        if (refusals > 0) {
          refusals -= 1;
          done(Object.assign(new Error('busy'), { responseCode: 451 }));
          return;
        }
        mails.push({ to: to?.address ?? '', text: decoded(text) });
        done();
      });
    },
  });
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  afterAll(() => {
    server.close();
  });
  const { port } = listening.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${String(port)}`,
    mails,
    refuse: (count) => {
      refusals = count;
    },
  };
}
