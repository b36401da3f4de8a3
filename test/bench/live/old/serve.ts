import { LOOPBACK } from '@edgesweep/infra/local/ports.ts'
import { serveApp } from '@edgesweep/infra/local/serve-app.ts'
import { Hono } from 'hono'
import pg from 'pg'
import puppeteer from 'puppeteer-core'
import { JobQueue, type OldJob } from './job-queue.ts'
import { readPage } from './read-page.ts'
import { scrapeOutlet } from './scrape-outlet.ts'

/** The server's options, as JSON. */
export interface OldSettings {
  database: string
  /** The replica for reads; null to read from the primary. */
  replica: string | null
  /** The connections of its one pool. */
  connections: number
  chromium: string
}

/** The connections for reads from the replica. */
const replicaConnections = 15
/** The number of workers, each with a connection while it scrapes: usually 6, and 30 for 500 outlets or more. */
const workers = { usual: 6, many: 30, from: 500 }

const settings = JSON.parse(process.argv[2]!) as OldSettings
const pool = new pg.Pool({ connectionString: settings.database, max: settings.connections })
const reads = settings.replica ? new pg.Pool({ connectionString: settings.replica, max: replicaConnections }) : pool
for (const one of [pool, reads]) one.on('error', () => {})
const browser = await puppeteer.launch({ executablePath: settings.chromium, headless: true })

const queue = new JobQueue(workers.usual, async (outletId) => {
  const client = await pool.connect()
  try {
    await scrapeOutlet(client, outletId, (request) => readPage(browser, request))
  } finally {
    client.release()
  }
})

const jobBody = ({ id, submittedAt, endedAt, failed }: OldJob) => ({
  id,
  status: endedAt ? (failed ? 'partial' : 'completed') : 'running',
  submitted_at: submittedAt,
  ended_at: endedAt,
})

/** The previous design: one process, one connection pool, one queue, with the part of the API that the bench uses. */
const app = new Hono()
app.get('/v1/outlets/:id', async (c) => {
  const { rows } = await reads.query('select * from outlets where id = $1', [c.req.param('id')])
  return rows[0] ? c.json(rows[0]) : c.notFound()
})
app.get('/v1/outlets/:id/items', async (c) => {
  const { rows } = await reads.query('select * from items where outlet_id = $1 and listed order by key limit 100', [
    c.req.param('id'),
  ])
  return c.json({ data: rows })
})
app.get('/v1/changes', async (c) => {
  const { rows } = await reads.query('select * from changes where outlet_id = $1 order by id desc limit $2', [
    c.req.query('outlet_id'),
    c.req.query('limit'),
  ])
  return c.json({ data: rows })
})
app.post('/v1/outlets', async (c) => {
  const { name, url, enabled } = await c.req.json()
  const { rows } = await pool.query(
    'insert into outlets (id, name, url, enabled) values ($1, $2, $3, $4) returning *',
    [crypto.randomUUID(), name, url, enabled],
  )
  return c.json(rows[0], 201)
})
app.post('/v1/outlets/:id/refresh', async (c) => {
  const { rows } = await reads.query('select * from outlets where id = $1', [c.req.param('id')])
  if (!rows[0]) return c.notFound()
  return c.json({ job_id: queue.add([rows[0].id]).id, outlet: rows[0] }, 202)
})
app.post('/v1/jobs', async (c) => {
  const { outlet_ids } = (await c.req.json()) as { outlet_ids: string[] }
  queue.setWorkers(outlet_ids.length >= workers.from ? workers.many : workers.usual)
  return c.json(jobBody(queue.add(outlet_ids)), 202)
})
app.get('/v1/jobs/:id', (c) => {
  const job = queue.jobs.get(c.req.param('id'))
  return job ? c.json(jobBody(job)) : c.notFound()
})
app.get('/v1/jobs/:id/events', async (c) => {
  const job = queue.jobs.get(c.req.param('id'))
  if (!job) return c.notFound()
  await job.ended
  const type = job.failed ? 'job.failed' : 'job.completed'
  return c.body(`event: ${type}\ndata: {}\n\n`, 200, { 'content-type': 'text/event-stream' })
})

const { url } = await serveApp(app, LOOPBACK, 0)
process.on('disconnect', () => void browser.close().finally(() => process.exit()))
process.send!(url)
