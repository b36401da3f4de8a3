import { mintApiKey, storeApiKey } from '@edgesweep/core/api-key/mint-api-key.ts'
import { connectNodePostgres } from '@edgesweep/db/drivers/node-postgres.ts'
import pg from 'pg'
import { type OwnStack, startStack } from '../../support/stack/stack.ts'
import { LoadClient } from '../load-client.ts'
import { type BenchTown, startTown } from '../scrape/town.ts'
import type { SubmitOptions } from './options.ts'
import { warmUpStack } from './warm-up-stack.ts'

/** A local stack whose carts search a separate town, with two callers. */
export interface BurstStack extends AsyncDisposable {
  stack: OwnStack
  town: BenchTown
  db: pg.Pool
  /** The first caller has many carts, the second a few. */
  callers: [LoadClient, LoadClient]
  /** The ids of the warm-up carts. */
  warm: readonly string[]
}

/** Opens a part's stack. `guest` is the configuration of a further Worker. */
export type OpenStack = (guest?: string) => Promise<BurstStack>

const secondKeyId = 'key_second'
const domainSlots = 64
const connections = 512

/** Starts a stack and warms it up. */
export async function startBurstStack(
  { latencyMs, warmUps }: SubmitOptions,
  guest: string | undefined,
  say: (line: string) => void,
): Promise<BurstStack> {
  await using parts = new AsyncDisposableStack()
  const town = parts.adopt(await startTown({ outlets: 1, latencyMs }), (one) => one.close())
  const { host } = new URL(town.origin)
  const set = { SEARCH_URL: town.origin, DOMAIN_SLOTS_BY_HOST: `${host}=${domainSlots}` }
  const stack = parts.use(
    await startStack({
      outlets: 1,
      args: [
        ...['--allow', host],
        ...Object.entries(set).flatMap(([name, value]) => ['--set', `${name}=${value}`]),
        ...(guest === undefined ? [] : ['--worker', guest]),
      ],
    }),
  )
  const db = parts.adopt(new pg.Pool({ connectionString: stack.database, max: 2 }), (pool) => pool.end())
  db.on('error', () => {})
  const open = (key: string) => parts.adopt(new LoadClient(stack.api, key, connections), (client) => client.close())
  const callers: [LoadClient, LoadClient] = [open(stack.key), open(await storeSecondKey(stack.database))]
  await leaveAlone(db)
  const warm = await warmUpStack({ callers, db }, warmUps, say)
  const owned = parts.move()
  return { stack, town, db, callers, warm, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

/** Disables sweeps, and limits both callers' endpoints to cancelled jobs. */
async function leaveAlone(db: pg.Pool): Promise<void> {
  await db.query('update outlets set enabled = false')
  await db.query(`update webhook_endpoints set events = '{job.cancelled}'`)
  await db.query(`
    insert into webhook_endpoints (id, key_id, url, secret, events)
    select 'whe_second', '${secondKeyId}', url, secret, events from webhook_endpoints`)
}

async function storeSecondKey(databaseUrl: string): Promise<string> {
  const minted = mintApiKey()
  const { db, close } = connectNodePostgres(databaseUrl, { max: 1 })
  try {
    await storeApiKey({ db }, minted, { id: secondKeyId, name: 'Second caller', scopes: ['read', 'write'] })
    return minted.key
  } finally {
    await close()
  }
}
