import { about, duration, size, webAddress, wholeNumber, words, yesOrNo } from './config-values.js';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

const isEndpoint = (text: string): boolean => webAddress('').safeParse(text).success;

/** The settings of queries of others: their limits, and the endpoints that they may ask. */
export const querySettings = {
  queryTimeout: duration('a time from 100 ms to 1 h, such as "10 s"', 100, 3_600_000)
    .default(10_000)
    .meta(about('Longest that a foreign query may take that does not ask for more.', '10 s')),
  longestQueryTimeout: duration('a time from 100 ms to 1 h, such as "60 s"', 100, 3_600_000)
    .default(60_000)
    .meta(about('Longest that a foreign query may ask for with timeout=.', '60 s')),
  resultLimit: size('a size from 1 KiB to 512 MiB, such as "128 MiB"', 1024, 512 * MIB)
    .default(128 * MIB)
    .meta(about('Largest answer to a foreign query.', '128 MiB')),
  queryMemory: size('a size from 16 MiB to 4 GiB, such as "512 MiB"', 16 * MIB, 4 * GIB)
    .default(512 * MIB)
    .meta(about('Memory that a foreign query may take beside the graph.', '512 MiB')),
  queriesAtOnce: wholeNumber('a whole number from 1 to 100000', 1, 100_000)
    .default(100)
    .meta(
      about(
        'Foreign queries, and pages made from queries, that one client may have running, waiting, or with an answer that it has not taken yet.',
        '100',
      ),
    ),
  queriesPerMinute: wholeNumber('a whole number from 1 to 100000000', 1, 100_000_000)
    .default(100_000)
    .meta(
      about('Foreign queries, and pages made from queries, that one client may ask in a minute.', '100000'),
    ),
  readerTimePerMinute: duration('a time from 1 s to 1 h, such as "60 s"', 1000, 3_600_000)
    .default(60_000)
    .meta(about('Reader time that the queries of one client may take in a minute.', '60 s')),
  federationEndpoints: words('http or https addresses without query, separated by commas', isEndpoint)
    .default([])
    .meta(about('SPARQL endpoints that SERVICE may ask, separated by commas.', 'none')),
  federationTimeout: duration('a time from 100 ms to 1 h, such as "5 s"', 100, 3_600_000)
    .default(5000)
    .meta(about('Longest that one request to such an endpoint may take.', '5 s')),
  unsafeOutgoingToPrivateAddresses: yesOrNo('true or false')
    .default(false)
    .meta(
      about(
        'Lets requests to allowed addresses go to this machine and private networks: for tests, and instances side by side.',
        'false',
      ),
    ),
  trustedProxies: wholeNumber('a whole number from 0 to 10', 0, 10)
    .default(0)
    .meta(about('Proxies in front of the service whose X-Forwarded-For is believed.', '0')),
};
