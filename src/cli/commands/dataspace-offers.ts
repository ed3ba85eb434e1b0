import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { rdfMediaTypeOfFile } from '../../rdf/media-types.js';
import { asked, asking, type Flags } from '../dataspace-flags.js';
import { offerText, type Offer } from '../dataspace-text.js';
import type { ServiceBody } from '../ask-service.js';

interface OfferFlags extends Flags {
  readonly source?: string;
  readonly titleNl?: string;
  readonly titleEn?: string;
  readonly purpose?: string[];
  readonly recipient?: string[];
  readonly until?: string;
  readonly duration?: string;
  readonly distribution: boolean;
  readonly policy?: string;
}

/** `wegwijzer dataspace offer` and `withdraw` */
export function offerCommands(): Command[] {
  return [offerCommand(), withdrawCommand()];
}

function offerCommand(): Command {
  return asked(new Command('offer'))
    .description('Offer a stream, a part of one, or a saved query; or change on what terms.')
    .argument('<name>', 'what to call the offer')
    .option('--source <address>', 'the address of what is offered, such as /ldes/reports')
    .option('--title-nl <text>', 'title in Dutch')
    .option('--title-en <text>', 'title in English')
    .option('--purpose <purpose>', 'purpose for which it may be used; may be given several times', added)
    .option('--recipient <id>', 'participant or organisation; may be given several times', added)
    .option('--until <time>', 'until when, such as 2027-12-31T23:59:59Z')
    .option('--duration <duration>', 'how long after the agreement, such as P1Y')
    .option('--no-distribution', 'it may not be handed on')
    .option('--policy <file>', 'all of it as ODRL in a file of RDF, instead')
    .action(async (name: string, flags: OfferFlags) => {
      const path = `/dataspace/offers/${encodeURIComponent(name)}`;
      process.stdout.write(offerText(await asking(flags)<Offer>('PUT', path, offerBody(flags))));
    });
}

function offerBody(flags: OfferFlags): ServiceBody {
  const { source, titleNl: nl, titleEn: en, policy, purpose, recipient, until, duration } = flags;
  if (policy !== undefined)
    return {
      text: readFileSync(policy, 'utf8'),
      mediaType: rdfMediaTypeOfFile(policy) ?? 'text/turtle',
    };
  const terms = {
    purposes: purpose,
    recipients: recipient,
    until,
    duration,
    distribution: flags.distribution,
  };
  return { title: { nl, en }, source, terms };
}

function withdrawCommand(): Command {
  return asked(new Command('withdraw'))
    .description('Offer something no longer. Agreements that were made stay.')
    .argument('<name>', 'what the offer is called')
    .action(async (name: string, flags: Flags) => {
      await asking(flags)('DELETE', `/dataspace/offers/${encodeURIComponent(name)}`);
      process.stdout.write(`${name} is offered no longer.\n`);
    });
}

function added(text: string, before: string[] = []): string[] {
  return [...before, text];
}
