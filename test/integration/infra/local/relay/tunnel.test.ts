import { once } from 'node:events'
import { neonConfig, Pool } from '@neondatabase/serverless'
import { beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { testDatabase } from '../../../../support/postgres/postgres.ts'

let url: string
let relay: string

beforeAll(async () => {
  ;({ pooledUrl: url, relay } = await testDatabase({ empty: true }))
  neonConfig.webSocketConstructor = WebSocket
  neonConfig.wsProxy = (host, port) => `${relay}/v1?address=${host}:${port}`
  neonConfig.useSecureWebSocket = false
  neonConfig.pipelineTLS = false
  neonConfig.pipelineConnect = false
})

async function withPool<T>(max: number, use: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = new Pool({ connectionString: url, max })
  try {
    return await use(pool)
  } finally {
    await pool.end()
  }
}

test('a transaction over the tunnel sees its own writes, and its rollback removes them', async () => {
  await withPool(2, async (pool) => {
    await pool.query('CREATE TABLE notes (text text)')
    const client = await pool.connect()
    await client.query('BEGIN')
    await client.query('INSERT INTO notes VALUES ($1)', ['seen'])
    const inside = await client.query('SELECT text FROM notes')
    const outside = await pool.query('SELECT text FROM notes')
    await client.query('ROLLBACK')
    client.release()
    const after = await pool.query('SELECT text FROM notes')
    expect([inside.rows, outside.rows, after.rows]).toEqual([[{ text: 'seen' }], [], []])
  })
})

test('50 queries over 10 tunnelled connections are all answered', async () => {
  const answers = await withPool(10, (pool) =>
    Promise.all(Array.from({ length: 50 }, (_, n) => pool.query('SELECT $1::int AS n', [n]))),
  )
  expect(answers.map(({ rows }) => rows[0].n)).toEqual(Array.from({ length: 50 }, (_, n) => n))
})

test('a result of 8 MB arrives whole through the tunnel', async () => {
  const { rows } = await withPool(1, (pool) => pool.query("SELECT repeat('edge', 2000000) AS long"))
  expect(rows[0].long).toHaveLength(8_000_000)
})

test.for(['127.0.0.1:9', 'example.com:80', ''])('the relay refuses a tunnel to "%s"', async (address) => {
  const socket = new WebSocket(`ws://${relay}/v1?address=${address}`)
  const [error] = (await once(socket, 'error')) as [Error]
  expect(error.message).toBe('Unexpected server response: 403')
})
