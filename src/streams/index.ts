export { MEMBER_CLASS, MEMBER_PATHS, splitTriple } from './member.js';
export { isRestricted } from './restricted.js';
export { startStreams, streamIri, type Member, type Streams } from './streams.js';
export { managerProperties, placePath, viewsOf, type ViewName } from './views.js';
export { isClosed, PAGES_PER_GROUP, positionsOf, type Listing, type Page } from './windows.js';
