import { pipelineNames } from '@edgesweep/db/schema/pipelines.ts'
import { Argument, type Command, InvalidArgumentError, Option } from 'commander'

/** A command's pipeline argument. `usage` is commander's notation: `<PIPELINE>` or `[PIPELINE]`. */
export const pipelineArgument = (usage: string, description: string): Argument =>
  new Argument(usage, description).choices(pipelineNames)

/** A parser for an option whose value is a whole number of at least `min`. */
export const wholeNumber =
  (min: number) =>
  (text: string): number => {
    const number = Number(text)
    if (/^\d+$/.test(text) && number >= min && Number.isSafeInteger(number)) return number
    throw new InvalidArgumentError(`It must be a whole number of at least ${min}.`)
  }

/** The command line is wrong or incomplete. The CLI prints the message and exits with code 2. */
export class UsageError extends Error {
  override name = 'UsageError'
}

/** The API's address and the key for it. */
export interface ApiFlags {
  api: string
  key?: string
}

/** Adds the options of a command that calls the API. */
export const withApi = (command: Command): Command =>
  command
    .addOption(new Option('--api <url>', 'address of the API').env('EDGESWEEP_API').default('http://127.0.0.1:8787'))
    .addOption(
      new Option('--key <key>', 'API key; prefer the variable, because other users can see command lines').env(
        'EDGESWEEP_KEY',
      ),
    )
