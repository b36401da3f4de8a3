import { existsSync } from 'node:fs'
import { mintApiKey, storeApiKey } from '@edgesweep/core/api-key/mint-api-key.ts'
import { connectNodePostgres } from '@edgesweep/db/drivers/node-postgres.ts'
import { roleUrl } from '@edgesweep/db/role-url.ts'
import { databaseRoles, type Workload } from '@edgesweep/db/roles.ts'
import pg from 'pg'
import { LoadClient } from '../../bench/load-client.ts'
import { type BenchTown, startTown } from '../../bench/scrape/town.ts'
import { portBlock } from '../../support/stack/port-block.ts'
import prepareStacks from '../../support/stack/prepare-stacks.ts'
import { type OwnStack, startStack } from '../../support/stack/stack.ts'
import { type Manner, startReceivers } from '../webhooks/receivers.ts'
import { Neighbours } from './neighbours.ts'
import { type Names, startNames } from './seams/names.ts'
import { OddServer } from './seams/odd-server.ts'
import { Post, postConfig } from './seams/post.ts'
import { StatementProxy } from './seams/statement-proxy.ts'
import { insertOutlets } from './work/insert-outlets.ts'

/** What the faults strike: a local stack, the servers that it reads and calls, and the seams between them. */
export interface World extends AsyncDisposable {
  stack: OwnStack
  db: pg.Pool
  /** The key whose work is struck. */
  owner: { keyId: string; client: LoadClient }
  neighbours: Neighbours
  /** The struck pages, and the pages of a crowd of outlets. */
  town: BenchTown
  crowd: BenchTown
  /** The search of all carts. */
  search: BenchTown
  /** Servers with one kind of odd answers each. */
  odd: Record<OddName, OddServer>
  receivers: Awaited<ReturnType<typeof startReceivers>>
  names: Names
  post: Post
  statements: StatementProxy
  /** The connection string of a workload, as the Workers use it. */
  databaseOf(workload: Workload): string
  say(line: string): void
}

const oddNames = ['ads', 'busy', 'heavy', 'robots'] as const
type OddName = (typeof oddNames)[number]

/** The last ones of the receivers stay well. */
export const healthyReceivers = 3
const manners: Manner[] = ['dead', 'flapping', 'redirecting', 'gone', ...Array<Manner>(healthyReceivers).fill('well')]

/** Concurrent requests to a domain. */
const slots = { town: 8, crowd: 16, search: 16 }
const ownerKeyId = 'key_struck'
const neighbourKeyId = 'key_neighbour'
const neighbourOutlets = 6
const connections = 64

/** How far the ports of the relay and the pooler are above the API's: see `choosePorts`. */
const relayOffset = 3
const poolerOffset = 5

/** Starts everything, with the neighbours' load. */
export async function openWorld(say: (line: string) => void): Promise<World> {
  await prepareStacks()
  await using parts = new AsyncDisposableStack()
  const openTown = async (latencyMs: number) =>
    parts.adopt(await startTown({ outlets: 1, latencyMs }), (one) => one.close())
  const [calm, town, crowd, search] = await Promise.all([openTown(30), openTown(300), openTown(5), openTown(150)])
  const openOdd = async (name: OddName) => [name, parts.adopt(await new OddServer().start(), (one) => one.close())]
  const odd = Object.fromEntries(await Promise.all(oddNames.map(openOdd))) as World['odd']
  const receivers = parts.adopt(await startReceivers(manners), (one) => one.close())
  const hostOf = ({ origin }: { origin: string }) => new URL(origin).host
  const hosts = [...[calm, town, crowd, search].map(hostOf), ...oddNames.map((name) => odd[name].host), receivers.host]
  const names = parts.adopt(await startNames(Number(new URL(town.origin).port), hosts), (one) => one.close())
  const port = await portBlock()
  const statements = parts.adopt(new StatementProxy(`127.0.0.1:${port + relayOffset}`), (one) => one.close())
  const set: Record<string, string> = {
    NEON_PROXY: await statements.start(),
    SEARCH_URL: search.origin,
    DNS_URL: names.resolver,
    BROWSER_PROXY: names.proxy,
    ROBOTS_IGNORED_HOSTS: names.host,
    DOMAIN_SLOTS_BY_HOST: `${hostOf(town)}=${slots.town}, ${hostOf(crowd)}=${slots.crowd}, ${hostOf(search)}=${slots.search}`,
  }
  const env = environment()
  const stack = parts.use(
    await startStack({
      outlets: 1,
      port,
      args: [
        ...hosts.flatMap((host) => ['--allow', host]),
        ...Object.entries(set).flatMap(([name, value]) => ['--set', `${name}=${value}`]),
        ...['--worker', postConfig],
      ],
      env,
    }),
  )
  const db = parts.adopt(new pg.Pool({ connectionString: stack.database, max: 4 }), (pool) => pool.end())
  db.on('error', () => {})
  const open = (key: string) => parts.adopt(new LoadClient(stack.api, key, connections), (client) => client.close())
  const owner = { keyId: ownerKeyId, client: open(await storeKey(stack.database, ownerKeyId)) }
  const client = open(await storeKey(stack.database, neighbourKeyId))
  // No sweep of the clock beside the work that is counted.
  await db.query('update outlets set enabled = false')
  await db.query(`
    insert into webhook_endpoints (id, key_id, url, secret, events)
    select 'whe_struck', '${ownerKeyId}', url, secret, events from webhook_endpoints where id = 'whe_local_inbox'`)
  const urls = Array.from({ length: neighbourOutlets }, (_, n) => `${calm.origin}/odd/shop/${n + 1}?plain=1&outlet=1`)
  const outletIds = await insertOutlets(db, 'calm', neighbourKeyId, urls)
  const neighbours = parts.adopt(new Neighbours({ client, origin: calm.origin, outletIds }), (one) => one.stop())
  neighbours.start()
  const owned = parts.move()
  return {
    ...{ stack, db, owner, neighbours, town, crowd, search, odd, receivers, names, statements, say },
    post: new Post(stack.api),
    databaseOf(workload) {
      const url = new URL(stack.database)
      if (env.EDGESWEEP_PGBOUNCER) url.port = `${port + poolerOffset}`
      return roleUrl(url.href, databaseRoles[workload])
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/**
 * The environment of the stack: the PgBouncer of the machine, and browsers of the usual priority, because one of the lowest loads no page beside
 * programs that need all processors.
 */
function environment(): Record<string, string> {
  const found = process.env.EDGESWEEP_PGBOUNCER ?? ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer'].find(existsSync)
  return { EDGESWEEP_BROWSER_NICE: '0', ...(found && { EDGESWEEP_PGBOUNCER: found }) }
}

async function storeKey(databaseUrl: string, id: string): Promise<string> {
  const minted = mintApiKey()
  const { db, close } = connectNodePostgres(databaseUrl, { max: 1 })
  try {
    await storeApiKey({ db }, minted, { id, name: id, scopes: ['read', 'write'] })
    return minted.key
  } finally {
    await close()
  }
}
