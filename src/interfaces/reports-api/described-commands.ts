import type { CommandPath } from './command-bodies.js';

/** What each command on a report does, in a few words. */
export const describedCommands: Readonly<Record<CommandPath, string>> = {
  accept: 'Accept a report',
  refuse: 'Refuse a report, which decides again who gets it',
  transfer: 'Hand a report over to another organisation',
  assign: 'Say who gets a report',
  start: 'Say that work has begun',
  question: 'Ask the reporter something',
  answer: 'Answer a question of the handler or of the decision',
  addition: 'Add something to a report',
  resolve: 'Say that it is solved',
  close: 'Close a report without a solution',
  seal: 'End the matter for good',
  reopen: 'Reopen a report',
  withdraw: 'Withdraw a report',
  rate: 'Rate the solution',
  split: 'Split a report into parts for several handlers',
  merge: 'Merge a report into another of the same problem',
  relate: 'Say that two reports have to do with each other',
};
