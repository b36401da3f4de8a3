import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mintApiKey } from '@edgesweep/core/api-key/mint-api-key.ts'

/** The secrets of a local installation. The first start creates them. */
export type Secrets = {
  /** The API key. The database contains only its SHA-256. */
  apiKey: string
  /** The Standard Webhooks secret (`whsec_` and base64) of the inbox's endpoint. */
  webhookSecret: string
  postgresPassword: string
}

/** The home folder of a local run, and the paths in it. */
export type Home = {
  root: string
  postgres: string
  pgbouncer: string
  chromium: string
  /** `XDG_CACHE_HOME` of the Workers' runtime. */
  cache: string
  /** The state of Durable Objects, R2 and queues. */
  workers: string
  logs: string
  /** Temporary files of one run. */
  temporary: string
  secrets: Secrets
}

/** Creates the home folder and its secrets if they are missing. */
export function openHome(path: string): Home {
  mkdirSync(path, { recursive: true })
  // The real path, because processes are found by the path that the kernel reports.
  const root = realpathSync(path)
  const folder = (name: string) => {
    const inside = join(root, name)
    mkdirSync(inside, { recursive: true })
    return inside
  }
  // If this process is root, Postgres runs as another user and must reach its data. The secrets have mode 0600.
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
