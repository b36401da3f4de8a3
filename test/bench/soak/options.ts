import { parseArgs } from 'node:util'

/** The options of the bench. */
export interface SoakOptions {
  /** Minutes of load. The first sixth warms up, and `state` is deployed in the middle. */
  minutes: number
  /** Outlets of demo town, which the clock sweeps every minute. */
  outlets: number
  /** Whether to expire the leases of the Workers that the deployment ended, instead of waiting for up to half an hour. */
  hurry: boolean
}

const help = `Usage: npm run bench -- soak [options]

Runs a mixed load on the local run and judges whether memory, connections, objects, browsers, files and disk stay flat.

  --minutes N  minutes of load, from 1 to 600 (60)
  --outlets N  outlets that are swept every minute, from 4 to 500 (24)
`

/** Throws an Error with the usage for an unknown or invalid option. */
export function readOptions(args: string[]): SoakOptions {
  const { values } = parseArgs({ args, options: { minutes: { type: 'string' }, outlets: { type: 'string' } } })
  const read = (name: 'minutes' | 'outlets', usual: number, from: number, to: number) => {
    const text = values[name] ?? String(usual)
    const value = Number(text)
    if (Number.isInteger(value) && value >= from && value <= to) return value
    throw new Error(`--${name} takes a whole number from ${from} to ${to}, not "${text}".\n\n${help}`)
  }
  return { minutes: read('minutes', 60, 1, 600), outlets: read('outlets', 24, 4, 500), hurry: false }
}
