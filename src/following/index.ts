/** Keeping registers in step with the linked data event streams of others. */
export type { Merge } from './batch.js';
export type { Credentials } from './fetch-page.js';
export { createFollowing } from './following.js';
export type { Follow, Following, FollowingParts, FollowRequest, FollowStatus } from './following.js';
export type { FollowLimits } from './limits.js';
export type { Retried } from './quarantine.js';
export type { RefusedMember } from './state.js';
