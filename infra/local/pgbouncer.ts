import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rolePassword } from '@edgesweep/db/role-url.ts'
import { databaseRoles } from '@edgesweep/db/roles.ts'
import { LOOPBACK, waitUntilListening } from './ports.ts'
import type { Postgres } from './postgres.ts'
import { supervise } from './supervise.ts'

export type PgBouncer = { port: number; url(database: string): string; close(): Promise<void> }

type PgBouncerOptions = {
  executable: string
  folder: string
  port: number
  password: string
  log: string
  onTrouble?: (message: string) => void
}

/** Starts PgBouncer in transaction mode in front of Postgres, as on Neon's pooled address. */
export async function startPgBouncer(postgres: Postgres, options: PgBouncerOptions): Promise<PgBouncer> {
  const { executable, folder, port, password, log, onTrouble } = options
  const { user } = postgres
  mkdirSync(folder, { recursive: true })
  const users = join(folder, 'users.txt')
  const settings = join(folder, 'pgbouncer.ini')
  const roles = Object.values(databaseRoles)
  const passwords = [
    `"postgres" "${password}"`,
    ...roles.map((role) => `"${role.name}" "${rolePassword(password, role)}"`),
  ]
  writeFileSync(users, `${passwords.join('\n')}\n`, { mode: 0o600 })
  writeFileSync(settings, configuration(postgres.port, port, users))
  if (user.uid !== undefined) execFileSync('chown', ['-R', `${user.uid}:${user.gid}`, folder])
  const server = supervise({ name: 'PgBouncer', command: [executable, settings], user, log, onTrouble })
  await Promise.race([waitUntilListening('PgBouncer', port, log), server.failed])
  const url = (database: string) =>
    `postgres://postgres:${encodeURIComponent(password)}@${LOOPBACK}:${port}/${database}`
  return { port, url, close: () => server.stop('SIGTERM') }
}

function configuration(postgresPort: number, port: number, users: string): string {
  return `[databases]
* = host=${LOOPBACK} port=${postgresPort}

[pgbouncer]
listen_addr = ${LOOPBACK}
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${users}
pool_mode = transaction
max_client_conn = 1000
default_pool_size = 20
server_login_retry = 1
ignore_startup_parameters = extra_float_digits

[users]
${Object.values(databaseRoles)
  .map(({ name, connections }) => `${name} = max_user_connections=${connections}`)
  .join('\n')}
`
}
