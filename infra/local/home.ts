import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mintApiKey } from '@edgesweep/core/api-key/mint-api-key.ts'

/** Secrets of one local installation, made at the first start and kept for the next ones. */
export type Secrets = {
  /** Bearer token of the one API key; only its SHA-256 is in the database. */
  apiKey: string
  /** Standard Webhooks secret (`whsec_` and base64) of the endpoint that points to the inbox. */
  webhookSecret: string
  postgresPassword: string
}

/** The folder with everything a local run keeps, and where in it things are. */
export type Home = {
  root: string
  postgres: string
  pgbouncer: string
  chromium: string
  /** `XDG_CACHE_HOME` of the Workers' runtime. */
  cache: string
  /** Durable Objects, R2 and queues of the Workers' runtime. */
  workers: string
  logs: string
  /** Files of a run that nobody needs after it. */
  temporary: string
  secrets: Secrets
}

/** Makes the folder where it is missing, and reads or makes its secrets. */
export function openHome(path: string): Home {
  mkdirSync(path, { recursive: true })
  // Processes are recognised by this path, and the kernel names them by the real one.
  const root = realpathSync(path)
  const folder = (name: string) => {
    const inside = join(root, name)
    mkdirSync(inside, { recursive: true })
    return inside
  }
  // Postgres runs as another user when the starter is root, so the way to its data must be open; secrets are 0600.
  chmodSync(root, 0o755)
  return {
    root,
    postgres: join(root, 'postgres'),
    pgbouncer: join(root, 'pgbouncer'),
    chromium: join(root, 'chromium'),
    cache: folder('cache'),
    workers: folder('workers'),
    logs: folder('logs'),
    temporary: folder('tmp'),
    secrets: readOrMakeSecrets(join(root, 'secrets.json')),
  }
}

function readOrMakeSecrets(path: string): Secrets {
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as Secrets
  const { key: apiKey, webhookSecret } = mintApiKey()
  const secrets: Secrets = { apiKey, webhookSecret, postgresPassword: randomBytes(18).toString('base64url') }
  writeFileSync(path, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 })
  return secrets
}
