import { Client, Pool } from '@neondatabase/serverless'
import { drizzle, type NeonDatabase } from 'drizzle-orm/neon-serverless'

/** A database with the pool under it. In a Worker a connection belongs to one invocation, which must `close` it. */
export interface NeonPoolConnection {
  db: NeonDatabase
  close(): Promise<void>
}

/**
 * Neon over WebSockets: interactive transactions.
 *
 * @param options.proxy host:port of a relay in front of a Postgres that is not Neon's; empty for Neon itself
 * @param options.max connections held at most (2)
 */
export function connectNeonPool(url: string, options: { proxy?: string; max?: number } = {}): NeonPoolConnection {
  const pool = new Pool({ connectionString: url, max: options.max ?? 2 })
  if (options.proxy) pool.Client = clientThrough(options.proxy)
  pool.on('error', () => {})
  return { db: drizzle(pool), close: () => pool.end() }
}

function clientThrough(proxy: string): typeof Client {
  return class extends Client {
    constructor(config?: ConstructorParameters<typeof Client>[0]) {
      super(config)
      this.neonConfig.wsProxy = (host, port) => `${proxy}/v1?address=${host}:${port}`
      this.neonConfig.useSecureWebSocket = false
      this.neonConfig.pipelineTLS = false
      this.neonConfig.pipelineConnect = false
    }
  }
}
