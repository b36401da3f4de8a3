import { parseArgs } from 'node:util'
import { mintApiKey, storeApiKey } from '@edgesweep/core/api-key/mint-api-key.ts'
import { connectNodePostgres } from '@edgesweep/db/drivers/node-postgres.ts'
import { ulid } from 'ulid'

const HELP = `Usage: npm run key -- create --name NAME [--read-only]

Creates an API key and prints it once, with the secret that signs its webhooks. The database stores only the key's SHA-256.

Environment:
  DATABASE_URL_DIRECT   connection string of the deployment's database (or DATABASE_URL)
`

try {
  await run(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exitCode = 1
}

async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { name: { type: 'string' }, 'read-only': { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  })
  if (values.help) return void process.stdout.write(HELP)
  const name = values.name?.trim()
  if (positionals.join(' ') !== 'create' || !name) throw new Error(HELP.trim())
  const url = process.env.DATABASE_URL_DIRECT || process.env.DATABASE_URL
  if (!url) throw new Error('DATABASE_URL_DIRECT is not set: export the connection string of the database.')
  const { db, close } = connectNodePostgres(url, { max: 1 })
  try {
    const minted = mintApiKey()
    const scopes: Array<'read' | 'write'> = values['read-only'] ? ['read'] : ['read', 'write']
    const id = `key_${ulid()}`
    await storeApiKey({ db }, minted, { id, name, scopes })
    process.stdout.write(
      `API key         ${minted.key}\nWebhook secret  ${minted.webhookSecret}\n\n` +
        `${id}, "${name}", has the scopes ${scopes.join(' and ')}. Save both secrets now: they are not shown again.\n`,
    )
  } finally {
    await close()
  }
}
