import type { FollowStatus, RefusedMember } from '../following/index.js';

/** How it goes with a stream, in some lines. */
export function statusText(status: FollowStatus): string {
  const { name, url, counts, refused, latest, problem, pageProblems, notices = [] } = status;
  const { applied, deleted, pages, late } = counts;
  const rows = [
    `${name} follows ${url}`,
    applied === 0
      ? '  nothing taken yet'
      : `  ${String(applied)} versions taken (${String(deleted)} deletions) from ${String(pages)} pages; the latest is of ${latest ?? 'no known time'}`,
    ...(late > 0 ? [`  ${String(late)} came with a time before that of members read earlier`] : []),
    ...(refused > 0 ? [`  ${String(refused)} in quarantine; see: wegwijzer follows quarantine ${name}`] : []),
    ...(problem === undefined ? [] : [`  cannot be read now: ${problem}`]),
    ...pageProblems.map((page) => `  page not read: ${page.problem}`),
    ...notices
      .filter((text) => !pageProblems.some((page) => page.problem === text))
      .map((text) => `  ${text}`),
  ];
  return `${rows.join('\n')}\n`;
}

/** A member in quarantine, with why. */
export function refusedText({ member, thing, page, time, reasons }: RefusedMember): string {
  const of = thing === undefined ? '' : `, a version of <${thing}>`;
  return `<${member}>${of}\n  on <${page}>, ${time.slice(0, 16)}\n${reasons.map(({ en }) => `  ${en}\n`).join('')}`;
}
