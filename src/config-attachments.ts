import { z } from 'zod';
import type { Bucket } from './store/s3/blob-bucket.js';
import { about, secret, size } from './config-values.js';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const BUCKET =
  'an address such as https://key-id:secret@s3.example.org/bucket, with / : @ in the keys percent-encoded (%2F %3A %40)';

/** The settings of files that are added to reports. */
export const attachmentSettings = {
  attachmentLimit: size('a size from 1 KiB to 1 GiB, such as "15 MiB"', 1024, GIB)
    .default(15 * MIB)
    .meta(about('Largest file that is added to a report.', '15 MiB')),
  attachmentBucket: z
    .string({ error: BUCKET })
    .regex(/^https?:\/\/[^\s/:@]+:[^\s/:@]+@[^\s/@]+\/[^\s/?#]+$/, BUCKET)
    .optional()
    .meta(
      secret(
        'Bucket that has them, in a store that speaks the protocol of S3, with its keys (percent-encode / : @); the data directory if there is none.',
        'none',
      ),
    ),
  attachmentRegion: z
    .string({ error: 'a region such as eu-west-1' })
    .regex(/^[\w-]+$/, 'a region such as eu-west-1')
    .default('auto')
    .meta(about('Region of that bucket.', 'auto')),
};

/** The bucket that keeps files of reports, where there is one. */
export function bucketOf(config: {
  readonly attachmentBucket?: string | undefined;
  readonly attachmentRegion: string;
}): Bucket | undefined {
  const { attachmentBucket: address, attachmentRegion: region } = config;
  return address === undefined ? undefined : { address, region };
}
