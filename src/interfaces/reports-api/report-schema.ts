import { z } from 'zod';
import { dateTime, iri, jsonLd } from '../openapi/operation.js';
import { decision, duplicate } from './decision-schema.js';

const texts = z.union([z.string(), z.looseObject({}), z.array(z.unknown())]);
const location = z
  .looseObject({
    lon: z.number().min(-180).max(180).optional(),
    lat: z.number().min(-90).max(90).optional(),
    wkt: z.string().optional().meta({ description: 'A point as GeoSPARQL WKT, also in Lambert 72 or 2008.' }),
    accuracy: z.number().min(0).optional().meta({ description: 'Metres that the place may be off.' }),
  })
  .meta({ id: 'Location' });

/** A report as an app sends it, in the words of our own context. Whatever RDF says the same is taken as well. */
export const sentReport = z
  .looseObject({
    '@context': z.unknown().meta({ description: 'Our context by its address, or the document’s own.' }),
    type: z.literal('Report'),
    category: z.string().meta({ description: 'Key or IRI of a category; GET /categories lists them.' }),
    description: z.string().optional(),
    location: location.optional(),
    asset: iri.optional().meta({ description: 'The thing that it is about, where that is known.' }),
    reporter: z
      .looseObject({
        name: z.string().optional(),
        email: z.string().optional(),
        phone: z.string().optional(),
      })
      .optional()
      .meta({ description: 'Whom to answer to. Kept apart from everything public.' }),
  })
  .meta({
    id: 'SentReport',
    examples: [
      {
        '@context': 'https://w3id.org/wegwijzer/context/report.jsonld',
        type: 'Report',
        category: 'zitbank-beschadigd',
        description: 'De rugleuning is gebroken.',
        location: { lon: 3.7171133, lat: 51.0431746, accuracy: 5 },
      },
    ],
  });

const body = z.looseObject({ id: iri, type: z.literal('Body'), location: location.optional() });

/** The receipt: the report as it was stored, with its decision. */
export const receipt = z
  .object({
    '@context': z.string(),
    id: iri,
    type: z.literal('Report'),
    identifier: z.object({ id: iri, type: z.literal('Identifier'), notation: z.string() }),
    category: iri,
    title: texts.optional(),
    summary: texts.optional(),
    source: texts.optional(),
    asset: z.union([iri, z.array(iri)]).optional(),
    body: z.union([body, z.array(body)]),
    state: jsonLd.optional(),
    application: jsonLd.optional(),
    webpage: iri,
    status: z.array(
      z.object({
        id: iri,
        type: z.literal('Status'),
        value: z.string().meta({ description: 'Code of the official status (OSLO MeldingStatuswaarde).' }),
        description: z.string(),
        life: z.string(),
        handler: iri,
        date: dateTime,
        changedBy: iri,
      }),
    ),
    reporter: z.object({ id: iri, type: z.literal('Agent') }),
    manager: iri,
    life: z.string().meta({ description: 'Key of its state.' }),
    answerBy: dateTime.optional(),
    solveBy: dateTime,
    channel: iri.optional(),
    decision,
    findings: z
      .array(z.object({ severity: z.string(), path: z.string().optional(), message: z.unknown() }))
      .optional(),
    duplicates: z.array(duplicate).optional(),
    follow: iri.optional().meta({ description: 'The secret link with which the reporter follows it.' }),
  })
  .meta({ id: 'Report' });
