import { z } from 'zod';
import type { Command } from '../../reports/index.js';
import { absoluteIri } from '../http/json-body.js';

const MOST_TEXT = 4000;

const text = z.string().trim().min(1, 'must not be empty').max(MOST_TEXT);
const said = text.meta({ description: 'What the reporter is told beside the plain sentence.' });
const note = said.optional();
const organisation = absoluteIri.meta({ description: 'An organisation or unit that some register knows.' });
const report = absoluteIri.meta({ description: 'The IRI of another report; that of its page will do.' });

const part = z
  .strictObject({
    category: z
      .string()
      .min(1)
      .optional()
      .meta({ description: 'Key or IRI; that of the whole if left out.' }),
    description: text.optional(),
    to: organisation.optional().meta({ description: 'Who is to do it; decided where it is left out.' }),
  })
  .meta({ id: 'Part' });

/** The bodies of the commands on a report, by the last part of the address. */
export const commandBodies = {
  accept: z.strictObject({ text: note }),
  refuse: z.strictObject({
    reason: z.string().meta({ description: 'A key of the code list <https://w3id.org/wegwijzer/refusal>.' }),
    text: said,
  }),
  transfer: z.strictObject({ to: organisation, text: said }),
  assign: z.strictObject({ to: organisation, text: note }),
  start: z.strictObject({ text: note }),
  question: z.strictObject({ text: said }),
  answer: z
    .strictObject({
      text: text.optional(),
      choice: z
        .string()
        .optional()
        .meta({ description: 'A choice of the decision in force: its IRI, fragment or number.' }),
    })
    .refine(({ text: words, choice }) => (words === undefined) !== (choice === undefined), {
      message: 'must have either "text", for a question of the handler, or "choice", for one of the decision',
    }),
  addition: z.strictObject({ text }),
  resolve: z.strictObject({ text: said }),
  close: z.strictObject({ outcome: z.enum(['rejected', 'inadmissible', 'closed']), text: said }),
  seal: z.strictObject({ text: note }),
  reopen: z.strictObject({ text: said }),
  withdraw: z.strictObject({ text: note }),
  rate: z.strictObject({
    rating: z.int().min(1).max(5).meta({ description: '1 is very bad, 5 very good.' }),
    text: note,
    reopen: z.boolean().optional().meta({ description: 'Reopen it; only with a rating of 1 or 2.' }),
  }),
  split: z.strictObject({ parts: z.array(part).min(2).max(20), text: note }),
  merge: z.strictObject({ into: report, text: note }),
  relate: z.strictObject({ to: report, text: note }),
} as const satisfies Record<string, z.ZodType>;

/** What may be asked of a report by HTTP. */
export type CommandPath = keyof typeof commandBodies;

/** Commands that the holder of a follow link may give. */
export const FOLLOWER_COMMANDS: readonly CommandPath[] = ['withdraw', 'addition', 'answer', 'rate', 'reopen'];

/** Whether there is such a command. */
export function isCommandPath(name: string): name is CommandPath {
  return Object.hasOwn(commandBodies, name);
}

/** The command that a body, checked by its schema, asks for. */
export function commandOf(name: CommandPath, body: object): Command {
  if (name === 'answer' && 'choice' in body && typeof body.choice === 'string')
    return { name: 'choose', choice: body.choice };
  return { name, ...body } as Command;
}
