import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

/** What a person may choose about a local run. */
export type Options = {
  /** The API's port; 0 takes any free one. */
  port: number
  /** How many outlets the demo town has. */
  outlets: number
  /** Print one JSON line on stdout when ready, instead of text for people. */
  json: boolean
  help: boolean
  /** `host:port` pairs that may be scraped and called though they are not on the public internet. */
  allow: string[]
  /** Variables of the Workers, by name, in place of what their configurations say. */
  set: Record<string, string>
  /** Configuration of one more Worker, for the same runtime. */
  worker: string | undefined
  /** The one folder with everything the run keeps. */
  home: string
}

export const HELP = `Usage: npm start -- [options]

Runs Edgesweep on this machine: Workers, Postgres, Chromium and a demo town to sweep.

  --port N      port of the API and the dashboard (default 8787; 0: any free one)
  --outlets N   outlets in the demo town (default 46)
  --allow H:P   let host:port be scraped and called, though it is not on the public internet; may be repeated
  --set N=V     give the Workers' variable N the value V, as --set DOMAIN_SLOTS=1; may be repeated
  --worker FILE run one more Worker in the same runtime: FILE is its wrangler configuration, whose main is one module of
                JavaScript and whose routes lead to it
  --json        print one JSON line on stdout when ready; progress stays on stderr
  --help        print this

Environment:
  EDGESWEEP_HOME       folder with everything the run keeps (default .edgesweep in the project)
  EDGESWEEP_PGBOUNCER  a PgBouncer to put between the relay and Postgres
  CHROME_PATH          the Chrome or Chromium to use (default: one found, else the one that npm installed)
`

/** A wrong option, in a sentence for the person who typed it. */
export class OptionError extends Error {}

/**
 * Reads the command line and the environment.
 * @throws {OptionError} when an option is unknown or out of range
 */
export function parseOptions(args: string[], env: NodeJS.ProcessEnv, root: string): Options {
  const values = read(args)
  return {
    port: wholeNumber('port', values.port ?? '8787', 0, 65_000),
    outlets: wholeNumber('outlets', values.outlets ?? '46', 1, 10_000),
    json: values.json ?? false,
    help: values.help ?? false,
    allow: (values.allow ?? []).map(hostAndPort),
    set: Object.fromEntries((values.set ?? []).map(nameAndValue)),
    worker: values.worker && resolve(values.worker),
    home: env.EDGESWEEP_HOME ? resolve(env.EDGESWEEP_HOME) : resolve(root, '.edgesweep'),
  }
}

function read(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: false,
      options: {
        port: { type: 'string' },
        outlets: { type: 'string' },
        allow: { type: 'string', multiple: true },
        set: { type: 'string', multiple: true },
        worker: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values
  } catch (error) {
    throw new OptionError(`${(error as Error).message} See npm start -- --help.`)
  }
}

function hostAndPort(text: string): string {
  if (/^[^\s,:/]+:\d{1,5}$/.test(text)) return text
  throw new OptionError(`--allow takes host:port, as 127.0.0.1:8080, and "${text}" is not one.`)
}

function nameAndValue(text: string): [string, string] {
  const [, name, value] = /^([A-Z][A-Z0-9_]*)=(.*)$/s.exec(text) ?? []
  if (name !== undefined && value !== undefined) return [name, value]
  throw new OptionError(`--set takes NAME=value, as DOMAIN_SLOTS=1, and "${text}" is not one.`)
}

function wholeNumber(name: string, text: string, from: number, to: number): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= from && value <= to) return value
  throw new OptionError(`--${name} takes a whole number from ${from} to ${to}, and "${text}" is not one.`)
}
