import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { browserNice } from './chromium.ts'

/** The options of a local run. */
export type Options = {
  /** The API's port; 0 means any free port. */
  port: number
  /** The number of outlets in the demo town. */
  outlets: number
  /** Whether to print one JSON line to stdout when ready, instead of text for people. */
  json: boolean
  help: boolean
  /** `host:port` pairs outside the public internet that may still be requested. */
  allow: string[]
  /** Values for variables of the Workers, by name. They override the configurations. */
  set: Record<string, string>
  /** The wrangler configuration of an additional Worker. */
  worker: string | undefined
  /** The home folder. */
  home: string
  /** The nice value of browser sessions. */
  browserNice: number
}

export const HELP = `Usage: npm start -- [options]

Runs Edgesweep on this machine: Workers, Postgres, Chromium and a demo town to sweep.

  --port N      port of the API and the dashboard (default 8787; 0 means any free port)
  --outlets N   number of outlets in the demo town (default 46)
  --allow H:P   allow requests to host:port, which is outside the public internet; may be repeated
  --set N=V     set the Workers' variable N to the value V, for example --set DOMAIN_SLOTS=1; may be repeated
  --worker FILE run an additional Worker in the same runtime; FILE is its wrangler configuration with the routes that
                lead to it, and its main must be one JavaScript module; a queue that it consumes does not reach ours
  --json        print one JSON line to stdout when ready; progress goes to stderr
  --help        print this text

Environment:
  EDGESWEEP_HOME          folder for all data of the run (default: .edgesweep in the project)
  EDGESWEEP_PGBOUNCER     path of a PgBouncer to put between the relay and Postgres
  EDGESWEEP_BROWSER_NICE  priority of the browsers, from 0 (that of other programs) to 19 (the lowest, default)
  CHROME_PATH             path of the Chrome or Chromium to use (default: one on this machine, otherwise the one from npm)
`

/** A wrong option. Its message is printed as it is. */
export class OptionError extends Error {}

/**
 * Reads the command line and the environment.
 * @throws {OptionError} if an option is unknown or out of range
 */
export function parseOptions(args: string[], env: NodeJS.ProcessEnv, root: string): Options {
  const values = read(args)
  return {
    port: wholeNumber('--port', values.port ?? '8787', 0, 65_000),
    outlets: wholeNumber('--outlets', values.outlets ?? '46', 1, 10_000),
    json: values.json ?? false,
    help: values.help ?? false,
    allow: (values.allow ?? []).map(hostAndPort),
    set: Object.fromEntries((values.set ?? []).map(nameAndValue)),
    worker: values.worker && resolve(values.worker),
    browserNice: wholeNumber('EDGESWEEP_BROWSER_NICE', env.EDGESWEEP_BROWSER_NICE ?? `${browserNice}`, 0, 19),
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
  throw new OptionError(`--allow needs host:port, such as 127.0.0.1:8080, not "${text}".`)
}

function nameAndValue(text: string): [string, string] {
  const [, name, value] = /^([A-Z][A-Z0-9_]*)=(.*)$/s.exec(text) ?? []
  if (name !== undefined && value !== undefined) return [name, value]
  throw new OptionError(`--set needs NAME=value, such as DOMAIN_SLOTS=1, not "${text}".`)
}

function wholeNumber(name: string, text: string, min: number, max: number): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= min && value <= max) return value
  throw new OptionError(`${name} needs a whole number from ${min} to ${max}, not "${text}".`)
}
