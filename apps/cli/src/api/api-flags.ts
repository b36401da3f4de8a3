import { type Command, Option } from 'commander'

/** Where the API is, and the key it is asked with. */
export interface ApiFlags {
  api: string
  key?: string
}

/** Adds the options of a command that asks the API. */
export const withApi = (command: Command): Command =>
  command
    .addOption(new Option('--api <url>', 'where the API is').env('EDGESWEEP_API').default('http://127.0.0.1:8787'))
    .addOption(new Option('--key <key>', 'its API key; better not on the command line').env('EDGESWEEP_KEY'))
