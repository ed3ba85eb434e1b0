import type { Outgoing } from '../../outgoing/index.js';
import type { Open311Settings } from '../channels/settings.js';
import type { Outcome } from '../model.js';
import { outcomeOfStatus } from '../sending/outcome.js';
import type { ReportFacts, SendTask } from '../sending/task.js';
import { itemsIn, textOf, type Item } from './answers.js';
import type { Receipt } from './awaited.js';

/** Characters that a description may have (GeoReport v2, POST Service Request). */
const MOST_DESCRIPTION = 4000;

/** POSTs a report as a service request of Open311 GeoReport v2. */
export async function sendServiceRequest(
  outgoing: Outgoing,
  { id, event, facts }: SendTask,
  settings: Open311Settings,
): Promise<Outcome> {
  if (!facts) return { kind: 'dead', fault: 'The report is no longer there.' };
  const service = serviceOf(settings, facts.category);
  if (service === undefined)
    return {
      kind: 'dead',
      fault: `No service code is set for <${facts.category}>: give one in "services", or a "defaultService".`,
    };
  const response = await outgoing.fetch(`${settings.endpoint.replace(/\/+$/, '')}/requests.json`, {
    method: 'POST',
    followRedirects: false,
    statusFirst: true,
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      accept: 'application/json',
      'idempotency-key': id,
    },
    body: formOf(settings, service, event.report, facts).toString(),
  });
  // What is too long or too slow to be read says no more than its status.
  const [first] = itemsIn(await response.text().catch(() => ''));
  const outcome = outcomeOfStatus(response, new Date());
  const reason = textOf(first, 'description')?.slice(0, 200);
  // Never sent again, since it was taken: without a receipt it is only not known by what to ask for it later.
  if (outcome.kind === 'done') {
    const receipt = receiptIn(first);
    const isRefusal = !receipt && reason !== undefined && textOf(first, 'code') !== undefined;
    return isRefusal ? { kind: 'dead', fault: `It refuses it: ${reason}` } : { kind: 'done', receipt };
  }
  // 400 and 403 are about the request itself, which will not be another one next time (GeoReport v2, Errors).
  if (response.status === 400 || response.status === 403)
    return { kind: 'dead', fault: `It answers ${String(response.status)}: ${reason ?? 'no reason'}` };
  return outcome;
}

function serviceOf({ services, defaultService }: Open311Settings, category: string): string | undefined {
  return services?.[category.slice(category.lastIndexOf('/') + 1)] ?? services?.[category] ?? defaultService;
}

function formOf(
  settings: Open311Settings,
  service: string,
  report: string,
  { description, categoryLabel, lon, lat }: ReportFacts,
): URLSearchParams {
  const link = `\n${report}`;
  const text = (description ?? categoryLabel.nl).slice(0, MOST_DESCRIPTION - link.length);
  const form = new URLSearchParams({ service_code: service, description: text + link });
  if (settings.apiKey !== undefined) form.set('api_key', settings.apiKey);
  if (settings.jurisdiction !== undefined) form.set('jurisdiction_id', settings.jurisdiction);
  if (lon !== undefined && lat !== undefined) {
    form.set('lat', lat.toFixed(7));
    form.set('long', lon.toFixed(7));
  } else form.set('address_string', report);
  return form;
}

/** What the answer gives to ask for the request by; some endpoints give a number as such, and not as text. */
function receiptIn(first: Item | undefined): Receipt | undefined {
  const [request, token] = [textOf(first, 'service_request_id'), textOf(first, 'token')];
  if (request !== undefined) return { request };
  return token === undefined ? undefined : { token };
}
