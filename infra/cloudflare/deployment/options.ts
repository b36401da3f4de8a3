import { parseArgs } from 'node:util'

export const HELP = `Usage: npm run deploy -- [options]

Brings Edgesweep to Cloudflare: queues, bucket, secrets, database and Workers. Doing it again is harmless.

  --dry-run   bundle every Worker, say what would be done in which order, and do nothing (needs no account, no network)
  --help      print this

Environment:
  DATABASE_URL           the owner's connection string (with Neon: the pooled one); each Worker gets it with the name and password of its role
  DATABASE_URL_DIRECT    the same past the pooler, for migrations and to make the roles
  CLOUDFLARE_API_TOKEN   instead of "npx wrangler login"
  CLOUDFLARE_ACCOUNT_ID  which account, where a login has several
`

/** Throws with a message for the person who typed it. */
export function parseOptions(args: string[]): { dryRun: boolean; help: boolean } {
  const options = { 'dry-run': { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const
  try {
    const { values } = parseArgs({ args, options, allowPositionals: false })
    return { dryRun: values['dry-run'] ?? false, help: values.help ?? false }
  } catch (error) {
    throw new Error(`${(error as Error).message} See npm run deploy -- --help.`)
  }
}
