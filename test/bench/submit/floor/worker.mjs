import { DurableObject } from 'cloudflare:workers'

/** The minimum for storing a submission: one row of one object per request. */
export class Log extends DurableObject {
  constructor(ctx, env) {
    super(ctx, env)
    ctx.storage.sql.exec('CREATE TABLE IF NOT EXISTS job (id TEXT PRIMARY KEY, spec TEXT NOT NULL) WITHOUT ROWID')
  }

  add(id, spec) {
    this.ctx.storage.sql.exec('INSERT INTO job (id, spec) VALUES (?, ?)', id, spec)
  }

  count() {
    return this.ctx.storage.sql.exec('SELECT count(*) AS n FROM job').one().n
  }
}

/** `POST` stores, `GET …/count` counts the stored rows, and any other `GET` answers a greeting. */
export default {
  async fetch(request, env) {
    const log = env.LOG.getByName('one')
    if (request.method === 'POST') {
      const id = crypto.randomUUID()
      await log.add(id, await request.text())
      return Response.json({ id }, { status: 202 })
    }
    if (new URL(request.url).pathname.endsWith('/count')) return Response.json({ count: await log.count() })
    return new Response('hello')
  },
}
