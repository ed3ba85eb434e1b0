import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';

/** An option of a program that measures or checks, and what its value is. */
export interface OptionOf<T> {
  /** What it says, with the unit of its value. */
  readonly about: string;
  /** What stands for the value in the help; none where it is switched on by its name alone. */
  readonly argument?: string;
  readonly default: T;
  /** Whether the program cannot do without it. */
  readonly isRequired?: boolean;
  /** Whether it is for the program itself, which starts others like it. */
  readonly isInternal?: boolean;
  /** @throws InvalidArgumentError */
  read?(text: string, before: T): T;
}

/** A program: how it is called, what it does, and its options by their names in camel case. */
export interface Program<Options extends Readonly<Record<string, OptionOf<unknown>>>> {
  /** The command that runs it, such as `npm run bench:rules`. */
  readonly command: string;
  readonly about: string;
  readonly options: Options;
}

type Values<Options> = {
  readonly [Name in keyof Options]: Options[Name] extends OptionOf<infer T> ? T : never;
};

/** Exit code of a program that was called in a way that it does not know. */
const WRONG_CALL = 2;

/** Off where it is not named. */
export function flag(about: string): OptionOf<boolean> {
  return { about, default: false };
}

/** Whether figures are printed as JSON, which every benchmark can. */
export const json = flag('print the figures as JSON, and nothing else');

/** A whole number from 1 on. */
export function count(preset: number, about: string): OptionOf<number> {
  return { about, argument: 'number', default: preset, read: readCount };
}

/** Whole numbers from 1 on, with commas between them. */
export function counts(preset: readonly number[], about: string): OptionOf<readonly number[]> {
  return { about, argument: 'numbers', default: preset, read: (text) => text.split(',').map(readCount) };
}

/** A number from 0 on, or none. */
export function amount(about: string): OptionOf<number | undefined> {
  return { about, argument: 'number', default: undefined, read: readAmount };
}

/** A text, such as the path of a file. @param argument what stands for it in the help */
export function text<T extends string | undefined>(
  argument: string,
  preset: T,
  about: string,
): OptionOf<string | T> {
  return { about, argument, default: preset, read: (value) => value };
}

/** One text or several after each other; the program cannot do without. */
export function requiredTexts(argument: string, about: string): OptionOf<readonly string[]> {
  return { ...texts(argument, about), isRequired: true };
}

/** Texts after each other; none where not given. */
export function texts(argument: string, about: string): OptionOf<readonly string[]> {
  return { about, argument: `${argument}...`, default: [], read: (value, before) => [...before, value] };
}

/** A text that the program cannot do without. */
export function requiredText(argument: string, about: string): OptionOf<string> {
  return { ...text(argument, '', about), isRequired: true };
}

/** What a program tells others like it, which it starts. */
export function internal(): OptionOf<string | undefined> {
  return { ...text('text', undefined, ''), isInternal: true };
}

/**
 * Reads what a program was called with, the command line where it is not given. Asked for help it prints that and ends; called in a way that it does not know, it
 * says so in one line and ends with 2.
 */
export function readOptions<Options extends Readonly<Record<string, OptionOf<unknown>>>>(
  { command: name, about, options }: Program<Options>,
  given: readonly string[] = process.argv.slice(2),
): Values<Options> {
  const command = new Command(`${name} --`)
    .description(about)
    .helpOption('-h, --help', 'show this')
    .configureOutput({
      outputError: (message, write) => {
        const sentences = message
          .trim()
          .split(/\s*\n\s*/)
          .map((line) => (/[.)]$/.test(line) ? line : `${line}.`));
        write(`${sentences.join(' ')} See ${name} -- --help.\n`);
      },
    })
    .exitOverride();
  for (const [key, option] of Object.entries(options)) command.addOption(toCommander(key, option));
  try {
    command.parse(given, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exit(error.exitCode === 0 ? 0 : WRONG_CALL);
  }
  const unsaid = Object.entries(options).map(([key, option]) => [key, option.default]);
  return { ...(Object.fromEntries(unsaid) as Values<Options>), ...command.opts<Values<Options>>() };
}

function toCommander(key: string, option: OptionOf<unknown>): Option {
  const { about, argument, isRequired = false, isInternal = false } = option;
  const name = `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  const made = new Option(argument === undefined ? name : `${name} <${argument}>`, about);
  if (isInternal) made.hideHelp();
  if (argument !== undefined)
    made.argParser<unknown>((value, before) => option.read?.(value, before ?? option.default));
  // Commander takes what is mandatory and has a default for given.
  if (isRequired) return made.makeOptionMandatory();
  return option.default === false ? made : made.default(option.default, shown(option.default));
}

/** How a default stands in the help, where there is one to be told. */
function shown(preset: unknown): string | undefined {
  if (Array.isArray(preset)) return preset.length === 0 ? 'all' : preset.join(',');
  return undefined;
}

function readCount(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text.trim()) && value >= 1 && Number.isSafeInteger(value)) return value;
  throw new InvalidArgumentError('Give a whole number from 1 on.');
}

function readAmount(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
  throw new InvalidArgumentError('Give a number from 0 on.');
}
