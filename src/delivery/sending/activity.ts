import type { OutboxEvent } from '../../reports/index.js';

const ACTIVITY_STREAMS = 'https://www.w3.org/ns/activitystreams';
const STATE = 'https://w3id.org/wegwijzer/state/';
const COMMAND = 'https://w3id.org/wegwijzer/command/';

/**
 * What happened as an Activity of ActivityStreams 2.0, in JSON-LD: the report is its object, who has it now its target.
 * The state and the command are those of `ontology/life.ttl`.
 */
export function activityOf(event: OutboxEvent, baseUrl: string): object {
  const command = event.kind.replace(/^report\./, '');
  return {
    '@context': [
      ACTIVITY_STREAMS,
      {
        ww: 'https://w3id.org/wegwijzer#',
        state: { '@id': 'ww:state', '@type': '@id' },
        command: { '@id': 'ww:command', '@type': '@id' },
      },
    ],
    id: event.id,
    type: command === 'file' ? 'Create' : 'Update',
    actor: `${baseUrl}/id/agent/service`,
    object: { id: event.report, state: STATE + event.state },
    command: COMMAND + command,
    published: event.time,
    summaryMap: event.message,
    ...(event.organisation === null ? {} : { target: event.organisation }),
    ...(event.previous === null ? {} : { origin: event.previous }),
  };
}
