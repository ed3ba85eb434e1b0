import type { Command } from './commands.js';

/** Other reports that a command names. */
export function namedReports(command: Command): string[] {
  if (command.name === 'merge') return [command.into];
  return command.name === 'relate' ? [command.to] : [];
}

/** The command with the IRI of a report where it names the report's page, as an address bar has it. */
export function namingReports(command: Command, baseUrl: string): Command {
  const page = `${baseUrl}/doc/report/`;
  const reportOf = (iri: string): string =>
    iri.startsWith(page) ? `${baseUrl}/id/report/${iri.slice(page.length)}` : iri;
  if (command.name === 'merge') return { ...command, into: reportOf(command.into) };
  return command.name === 'relate' ? { ...command, to: reportOf(command.to) } : command;
}
