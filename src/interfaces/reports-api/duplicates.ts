import type { Duplicate, DuplicateQuestion } from '../../reports/index.js';
import type { Responsibility } from '../../responsibility/index.js';
import { jsonReply, type HttpRequest, type Reply, type Site } from '../http/reply.js';
import { readQuestion } from './question.js';

/** Has this been reported? The same answer that filing gives: `GET /duplicates?category=&lon=&lat=`. */
export async function askDuplicates(
  options: Site & {
    readonly responsibility: Responsibility;
    readonly findDuplicates: (question: DuplicateQuestion) => Promise<Duplicate[]>;
  },
  request: HttpRequest,
): Promise<Reply> {
  const { category, point, accuracy, asset } = await readQuestion(request.query, options.responsibility);
  const found = await options.findDuplicates({ category, point, accuracy, asset });
  const reply = jsonReply({ duplicates: found });
  return { ...reply, headers: { ...reply.headers, 'cache-control': 'no-store' } };
}
