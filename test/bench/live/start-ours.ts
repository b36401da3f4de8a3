import { join } from 'node:path'
import pg from 'pg'
import { type Stack, startStack } from '../../support/stack/stack.ts'
import { storeOutlets } from '../store-outlets.ts'
import type { Design, Target } from './design.ts'

/** Edgesweep on a local stack with the outlets of the bench's towns, and a guest Worker for the control load. */
export interface Ours extends Design, AsyncDisposable {
  name: 'ours'
  stack: Stack
}

/** More slots than concurrent requests. The town stands for as many hosts as it has outlets. */
const townSlots = 64

export async function startOurs(targets: readonly Target[]): Promise<Ours> {
  const hosts = [...new Set(targets.map(({ url }) => new URL(url).host))]
  const slots = hosts.map((host) => `${host}=${townSlots}`).join(',')
  const guest = join(import.meta.dirname, 'guest', 'wrangler.jsonc')
  const allowed = hosts.flatMap((host) => ['--allow', host])
  const args = [...allowed, '--set', `DOMAIN_SLOTS_BY_HOST=${slots}`, '--worker', guest]
  const stack = await startStack({ outlets: 1, args })
  try {
    await leaveAlone(stack.database)
    await storeOutlets(stack.database, targets)
  } catch (error) {
    await stack[Symbol.asyncDispose]()
    throw error
  }
  return {
    name: 'ours',
    stack,
    origin: stack.api,
    key: stack.key,
    database: stack.database,
    [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose](),
  }
}

/** Disables the scheduler's sweeps. */
async function leaveAlone(database: string): Promise<void> {
  const client = new pg.Client({ connectionString: database })
  await client.connect()
  await client.query('update outlets set enabled = false')
  await client.end()
}
