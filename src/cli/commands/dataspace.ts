import { Command } from 'commander';
import {
  agreementText,
  catalogueText,
  offerText,
  participantText,
  processText,
  type Agreement,
  type CatalogueDataset,
  type Offer,
  type Participant,
  type Process,
} from '../dataspace-text.js';
import type { AskService } from '../ask-service.js';
import { asked, asking, type Flags } from '../dataspace-flags.js';
import { offerCommands } from './dataspace-offers.js';

/** Milliseconds between two looks at something that goes on by itself. */
const LOOK = 300;
/** How long it is looked at before the command ends without it. */
const PATIENCE = 30_000;
/** States after which nothing goes on by itself. */
const SETTLED = ['FINALIZED', 'TERMINATED', 'STARTED', 'COMPLETED', 'SUSPENDED'];

interface TransferFlags extends Flags {
  readonly push?: string;
  readonly token?: string;
  readonly register?: string;
}

/** `wegwijzer dataspace …` */
export function dataspaceCommand(): Command {
  const commands = [
    ...listCommands(),
    ...offerCommands(),
    negotiateCommand(),
    transferCommand(),
    addressCommand(),
    moveCommand(),
    revokeCommand(),
  ];
  const command = new Command('dataspace').description(
    'Offer data to partners, agree on theirs, and follow what was agreed, through a running service.',
  );
  for (const one of commands) command.addCommand(one);
  return command.addHelpText(
    'after',
    '\nExamples:\n' +
      '  wegwijzer dataspace offer reports --source /ldes/reports --title-nl Meldingen --title-en Reports \\\n    --duration P1Y --no-distribution --key-file steward.key\n' +
      '  wegwijzer dataspace catalog did:web:utility.example.org --key-file steward.key\n' +
      '  wegwijzer dataspace revoke https://wegwijzer.example.org/id/data-agreement/7f0c --key-file steward.key',
  );
}

function listCommands(): Command[] {
  const lists: [string, string, (ask: AskService) => Promise<string[]>][] = [
    [
      'participants',
      'The other participants that the operator knows.',
      list('participants', participantText),
    ],
    ['offers', 'What we offer, and on what terms.', list('offers', offerText)],
    ['agreements', 'What was agreed, on both sides.', list('agreements', agreementText)],
    [
      'negotiations',
      'Negotiations, on both sides; the last that changed first.',
      list('negotiations', processText),
    ],
    ['transfers', 'Transfers, on both sides; the last that changed first.', list('transfers', processText)],
  ];
  const commands = lists.map(([name, description, texts]) =>
    asked(new Command(name).description(description)).action(async (flags: Flags) => {
      const lines = await texts(asking(flags));
      process.stdout.write(lines.length === 0 ? `There are no ${name}.\n` : lines.join(''));
    }),
  );
  const catalogue = asked(new Command('catalog'))
    .description('What another participant offers us.')
    .argument('<participant>', 'its id')
    .action(async (participant: string, flags: Flags) => {
      const path = `/dataspace/participants/${encodeURIComponent(participant)}/catalog`;
      const { dataset = [] } = await asking(flags)<{ dataset?: CatalogueDataset[] }>('GET', path);
      process.stdout.write(
        dataset.length === 0 ? 'It offers us nothing.\n' : dataset.map(catalogueText).join(''),
      );
    });
  return [...commands, catalogue];
}

/** What is listed at an address of the management, as texts. */
function list(
  name: 'participants' | 'offers' | 'agreements' | 'negotiations' | 'transfers',
  text: (one: Participant & Offer & Agreement & Process) => string,
): (ask: AskService) => Promise<string[]> {
  return async (ask) => {
    const answer = await ask<Record<string, (Participant & Offer & Agreement & Process)[]>>(
      'GET',
      `/dataspace/${name}`,
    );
    return (answer[name] ?? []).map(text);
  };
}

function negotiateCommand(): Command {
  return asked(new Command('negotiate'))
    .description('Agree with another participant on a dataset of its catalogue.')
    .argument('<participant>', 'its id')
    .argument('<dataset>', 'id of the dataset')
    .option('--offer <id>', 'the offer to take; the first where not given')
    .action(async (participant: string, dataset: string, flags: Flags & { readonly offer?: string }) => {
      const request = { participant, dataset, offer: flags.offer };
      await followed(asking(flags), '/dataspace/negotiations', request);
    });
}

function transferCommand(): Command {
  return asked(new Command('transfer'))
    .description('Have the data of an agreement: fetch it, follow it into a register, or have it sent.')
    .argument('<agreement>', 'id of the agreement')
    .option('--register <name>', 'the register into which the stream is followed')
    .option('--push <address>', 'where the provider sends it, instead')
    .option('--token <token>', 'what the provider shows there')
    .action(async (agreement: string, { push, token, register, ...flags }: TransferFlags) => {
      const pushed = push === undefined ? {} : { format: 'HttpData-PUSH', endpoint: push, token };
      await followed(asking(flags), '/dataspace/transfers', { agreement, ...pushed, register });
    });
}

function addressCommand(): Command {
  return asked(new Command('address'))
    .description('Where a started transfer is fetched, and the token for it.')
    .argument('<transfer>', 'number of the transfer')
    .action(async (pid: string, flags: Flags) => {
      const path = `/dataspace/transfers/${encodeURIComponent(pid)}/address`;
      const { endpoint, authorization } = await asking(flags)<Record<string, string>>('GET', path);
      process.stdout.write(`${endpoint ?? ''}\n${authorization ?? ''}\n`);
    });
}

function moveCommand(): Command {
  return asked(new Command('move'))
    .description(
      'Go on with a negotiation (accept, terminate) or a transfer (start, suspend, complete, terminate).',
    )
    .argument('<number>', 'number of the negotiation or the transfer')
    .argument('<move>', 'what to do')
    .option('--reason <text>', 'what the other side is told')
    .action(async (pid: string, move: string, flags: Flags & { readonly reason?: string }) => {
      const ask = asking(flags);
      const { transfers } = await ask<{ transfers: Process[] }>('GET', '/dataspace/transfers');
      const kind = transfers.some((one) => one.pid === pid) ? 'transfers' : 'negotiations';
      const path = `/dataspace/${kind}/${encodeURIComponent(pid)}/${encodeURIComponent(move)}`;
      process.stdout.write(processText(await ask<Process>('POST', path, { reason: flags.reason })));
    });
}

function revokeCommand(): Command {
  return asked(new Command('revoke'))
    .description('Take an agreement back that we gave. Its tokens open nothing from then on.')
    .argument('<agreement>', 'id of the agreement')
    .action(async (agreement: string, flags: Flags) => {
      const path = `/dataspace/agreements/${encodeURIComponent(agreement)}/revoke`;
      process.stdout.write(agreementText(await asking(flags)<Agreement>('POST', path, {})));
    });
}

/** Begins something, and looks at it until it goes on by itself no longer. Ends with 1 where that came to nothing. */
async function followed(ask: AskService, path: string, request: object): Promise<void> {
  let current = await ask<Process>('POST', path, request);
  const end = Date.now() + PATIENCE;
  while (!SETTLED.includes(current.state) && !current.waitsForPerson && Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, LOOK));
    current = await ask<Process>('GET', `${path}/${encodeURIComponent(current.pid)}`);
  }
  process.stdout.write(processText(current));
  if (!['FINALIZED', 'STARTED', 'COMPLETED'].includes(current.state)) process.exitCode = 1;
}
