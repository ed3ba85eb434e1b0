import type { Quad } from '@rdfjs/types';
import { FollowFault } from './faults.js';
import type { PageFetcher } from './fetch-page.js';
import type { FollowLimits } from './limits.js';
import { readPage, type StreamPage } from './page.js';
import type { StreamFacts } from './stream-facts.js';
import { memberQuads, type Reason } from './version.js';

/** What members are read with. */
export interface MemberSource {
  readonly fetchPage: PageFetcher;
  readonly facts: StreamFacts;
  readonly limits: FollowLimits;
}

/** What is said of a member: its quads, or why there are none; `undefined` where it is past retention. */
export type MemberContent = readonly Quad[] | Reason | undefined;

/**
 * What is said of the members of a page: there, or where the page only names them, at their own addresses (TREE, "Member
 * extraction"). Those are asked at the origin of the page alone.
 * @param isKnown members that were taken before, which are not asked for again
 * @throws FollowFault `stream` where an address cannot be read now, `page` where too many would have to be asked
 */
export async function readMembers(
  source: MemberSource,
  { page, url }: { readonly page: StreamPage; readonly url: string },
  isKnown: (member: string) => boolean,
): Promise<Map<string, MemberContent>> {
  const { memberQuads: most, memberFetches } = source.limits;
  const contents = new Map<string, MemberContent>();
  let asked = 0;
  for (const member of page.members) {
    const content = memberQuads(page, member, most);
    if (content.length > 0) contents.set(member, content);
    else if (!isKnown(member)) {
      asked += 1;
      if (asked > memberFetches)
        throw new FollowFault(
          'page',
          `<${url}> only names more than ${String(memberFetches)} of its members, which would have to be asked for one by one.`,
        );
      contents.set(member, await fetchMember(source, member, url));
    }
  }
  return contents;
}

async function fetchMember(
  { fetchPage, facts, limits }: MemberSource,
  member: string,
  pageUrl: string,
): Promise<MemberContent> {
  if (!URL.canParse(member) || new URL(member).origin !== new URL(pageUrl).origin) return elsewhere;
  const [address = member] = member.split('#', 1);
  try {
    const fetched = await fetchPage(address);
    if (fetched.kind !== 'page') return undefined;
    const page = readPage(fetched.quads, {
      url: fetched.url,
      stream: facts.stream,
      timestampPath: undefined,
      mostEntries: limits.pageEntries,
    });
    const content = memberQuads(page, member, limits.memberQuads);
    return content.length > 0 ? content : silent;
  } catch (error) {
    if (!(error instanceof FollowFault) || error.reach === 'stream') throw error;
    return unreadable(error.message);
  }
}

const elsewhere: Reason = {
  nl: 'De pagina zegt niets over dit lid, en het adres van het lid is elders dan dat van de pagina; daar wordt niet gevraagd.',
  en: 'The page says nothing of this member, and the address of the member is elsewhere than that of the page; it is not asked there.',
};

const silent: Reason = {
  nl: 'De pagina zegt niets over dit lid, en het adres van het lid ook niet.',
  en: 'The page says nothing of this member, and neither does its own address.',
};

function unreadable(problem: string): Reason {
  return {
    nl: `De pagina zegt niets over dit lid, en het adres van het lid kan niet gelezen worden: ${problem}`,
    en: `The page says nothing of this member, and the address of the member cannot be read: ${problem}`,
  };
}
