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

/** Of the superuser and the owner, on every server that begins from a template. */
export const password = 'test'

/** The product's database in a template, migrated and with the workloads' roles. */
export const TEMPLATE = DATABASE

/** What a template is made from: another migration, role or Postgres makes another one. */
const sources = ['packages/db/src/**/*.{ts,sql,json}', 'infra/local/postgres.ts', 'infra/package.json']

/** How the product's database is made on a new server, by template; each gives the connection string of its owner. */
const templates = {
  /** As a local run has it: the superuser owns it. */
  async local(postgres: Postgres) {
    await ensureDatabase(postgres, TEMPLATE)
    return postgres.url(TEMPLATE)
  },
  /** As Neon has it: the owner is no superuser. */
  async owned(postgres: Postgres) {
    const superuser = new pg.Client({ connectionString: postgres.url('postgres') })
    await superuser.connect()
    await superuser.query(`create role owner login createrole password '${password}'`)
    await superuser.query(`create database ${TEMPLATE} owner owner`)
    await superuser.end()
    return ownerUrl(postgres)
  },
}

/** Connection string of the owner on a server that begins from the template `owned`. */
export function ownerUrl(postgres: Pick<Postgres, 'url'>): string {
  const url = new URL(postgres.url(TEMPLATE))
  url.username = 'owner'
  return url.href
}

/** Puts a data folder that is migrated and has the workloads' roles at `folder`; its making, some seconds long, is done once for all. */
export async function copyPostgres(template: keyof typeof templates, folder: string): Promise<void> {
  const kept = join(root, '.edgesweep', 'test', `postgres-${template}-${hashOf(sources)}`)
  if (!existsSync(kept)) await make(template, kept)
  cpSync(kept, folder, { recursive: true, mode: constants.COPYFILE_FICLONE })
  // Postgres takes no folder that others may enter, and the copy does not keep that.
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
  // Under its name only when it is whole: another process may make the same one, and the first counts.
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
