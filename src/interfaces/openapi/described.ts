/** All that the rooms of the interface say of themselves. */
import { z } from 'zod';
import { accessApiDescribed } from '../access-api/described.js';
import { attachmentsApiDescribed } from '../attachments-api/described.js';
import { catalogueDescribed } from '../catalogue/described.js';
import { coverageApiDescribed } from '../coverage-api/described.js';
import { dataspaceDescribed } from '../dataspace/described.js';
import { managementDescribed } from '../dataspace/described-management.js';
import { deliveryApiDescribed } from '../delivery-api/described.js';
import { followDescribed } from '../follow/described.js';
import { followingDescribed } from '../following-api/described.js';
import { frontDescribed } from '../front/described.js';
import { graphStoreDescribed } from '../graph-store/described.js';
import { problemsDescribed } from '../http/described.js';
import { streamsDescribed } from '../ldes/described.js';
import { linkedDataDescribed } from '../linked-data/described.js';
import { operationsDescribed } from '../operations/described.js';
import { queriesDescribed } from '../queries/described.js';
import { registersApiDescribed } from '../registers-api/described.js';
import { reportsApiDescribed } from '../reports-api/described.js';
import { rulesApiDescribed } from '../rules-api/described.js';
import { sparqlDescribed } from '../sparql/described.js';
import { voidDescribed } from '../void/described.js';
import { webDescribed } from '../web/described.js';
import { whatIfApiDescribed } from '../what-if-api/described.js';
import { language, type Operations } from './operation.js';

const openApiDescribed: Operations = {
  'GET /openapi.json': {
    summary: 'This description',
    answers: {
      200: {
        description: 'OpenAPI 3.1.',
        content: { 'application/json': z.looseObject({ openapi: z.string(), paths: z.looseObject({}) }) },
        headers: { ETag: 'Of this description.' },
      },
      304: { description: 'As the client has it.' },
    },
  },
  'GET /openapi': {
    summary: 'A page to try the interface',
    query: z.object({ lang: language }),
    answers: { 200: { description: 'The page.', content: { 'text/html': 'text' } } },
  },
};

/** Every operation, by method and address in the notation of routes. */
export const operations: Operations = {
  ...webDescribed,
  ...frontDescribed,
  ...reportsApiDescribed,
  ...followDescribed,
  ...attachmentsApiDescribed,
  ...deliveryApiDescribed,
  ...registersApiDescribed,
  ...followingDescribed,
  ...rulesApiDescribed,
  ...coverageApiDescribed,
  ...whatIfApiDescribed,
  ...linkedDataDescribed,
  ...streamsDescribed,
  ...catalogueDescribed,
  ...sparqlDescribed,
  ...graphStoreDescribed,
  ...queriesDescribed,
  ...voidDescribed,
  ...dataspaceDescribed,
  ...managementDescribed,
  ...accessApiDescribed,
  ...operationsDescribed,
  ...problemsDescribed,
  ...openApiDescribed,
};
