import { parseArgs } from 'node:util'

export const HELP = `Usage: npm run deploy -- [options]

Deploys Edgesweep to Cloudflare: queues, bucket, secrets, database and Workers. It is safe to repeat.

  --dry-run   bundle every Worker and print the steps in order, without carrying them out (needs no account and no network)
  --help      print this text

Environment:
  DATABASE_URL           the owner's connection string (on Neon: the pooled one); each Worker gets it with the user and password of its role
  DATABASE_URL_DIRECT    the same without the pooler, for migrations and roles
  CLOUDFLARE_API_TOKEN   a token instead of "npx wrangler login"
  CLOUDFLARE_ACCOUNT_ID  the account to use, if the login has several
`

/** Parses the command line. Throws an Error whose message is printed as it is. */
export function parseOptions(args: string[]): { dryRun: boolean; help: boolean } {
  const options = { 'dry-run': { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const
  try {
    const { values } = parseArgs({ args, options, allowPositionals: false })
    return { dryRun: values['dry-run'] ?? false, help: values.help ?? false }
  } catch (error) {
    throw new Error(`${(error as Error).message} See npm run deploy -- --help.`)
  }
}
