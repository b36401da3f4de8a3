import { createHash } from 'node:crypto'
import {
  chmodSync,
  constants,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { makeRoles } from '@edgesweep/db/make-roles.ts'
import { migrate } from '@edgesweep/db/migrate.ts'
import { DATABASE } from '@edgesweep/infra/local/parts.ts'
import { freePort } from '@edgesweep/infra/local/ports.ts'
import { ensureDatabase, type Postgres, startPostgres } from '@edgesweep/infra/local/postgres.ts'
import pg from 'pg'

const root = resolve(import.meta.dirname, '../../..')

/** The password of the superuser and the owner on every server that starts from a template. */
export const password = 'test'

/** The product's database in a template, migrated, with the roles of the workloads. */
export const TEMPLATE = DATABASE

/** The sources of a template. Another migration, role or Postgres version needs another template. */
const sources = ['packages/db/src/**/*.{ts,sql,json}', 'infra/local/postgres.ts', 'infra/package.json']

/** Create the product's database on a new server, by template. Each returns the connection string of the owner. */
const templates = {
  /** As in a local run, the superuser owns the database. */
  async local(postgres: Postgres) {
    await ensureDatabase(postgres, TEMPLATE)
    return postgres.url(TEMPLATE)
  },
  /** As on Neon, the owner is not a superuser. */
  async owned(postgres: Postgres) {
    const superuser = new pg.Client({ connectionString: postgres.url('postgres') })
    await superuser.connect()
    await superuser.query(`create role owner login createrole password '${password}'`)
    await superuser.query(`create database ${TEMPLATE} owner owner`)
    await superuser.end()
    return ownerUrl(postgres)
  },
}

/** Connection string of the owner on a server that starts from the template `owned`. */
export function ownerUrl(postgres: Pick<Postgres, 'url'>): string {
  const url = new URL(postgres.url(TEMPLATE))
  url.username = 'owner'
  return url.href
}

/** Copies a migrated data folder with the roles of the workloads to `folder`. The first call makes the template, which takes seconds. */
export async function copyPostgres(template: keyof typeof templates, folder: string): Promise<void> {
  const kept = join(root, '.edgesweep', 'test', `postgres-${template}-${hashOf(sources)}`)
  if (!existsSync(kept)) await make(template, kept)
  cpSync(kept, folder, { recursive: true, mode: constants.COPYFILE_FICLONE })
  // Postgres refuses a folder that others may enter, and the copy does not keep the permissions.
  chmodSync(folder, 0o700)
}

async function make(template: keyof typeof templates, kept: string): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'edgesweep-template-'))
  const folder = join(work, 'postgres')
  const log = join(work, 'postgres.log')
  const settings = { fsync: 'off' }
  const postgres = await startPostgres({
    folder,
    port: await freePort(),
    password,
    log,
    settings,
    initdb: ['--no-sync'],
  })
  try {
    const url = await templates[template](postgres)
    await migrate(url)
    await makeRoles(url)
  } finally {
    await postgres.close()
  }
  const home = dirname(kept)
  mkdirSync(home, { recursive: true })
  const isOutdated = (name: string) => name.startsWith(`postgres-${template}-`) && !name.startsWith(basename(kept))
  for (const name of readdirSync(home).filter(isOutdated)) rmSync(join(home, name), { recursive: true, force: true })
  // A template gets its name only when it is complete. If two processes make it at the same time, the first one wins.
  const copy = `${kept}.${process.pid}`
  cpSync(folder, copy, { recursive: true })
  if (existsSync(kept)) rmSync(copy, { recursive: true })
  else renameSync(copy, kept)
  rmSync(work, { recursive: true })
}

function hashOf(patterns: string[]): string {
  const hash = createHash('sha256')
  for (const path of globSync(patterns, { cwd: root }).sort()) hash.update(path).update(readFileSync(join(root, path)))
  return hash.digest('hex').slice(0, 12)
}
