import { Hono, type MiddlewareHandler } from 'hono'
import { lasting, meetTrouble, type Trouble } from '../machine/trouble.ts'
import { readTrouble } from './read-trouble.ts'

/** Stores the trouble that the town simulates. `control` sets it by routes under `/_town`; `middleware` applies it to all later routes. */
export class TroubleMaker {
  readonly control = new Hono()
  #trouble: Trouble | null = null
  #now: () => number

  constructor(now: () => number) {
    this.#now = now
    const read = () => ({ trouble: describe(lasting(this.#trouble, now())) })
    this.control.get('/trouble', (c) => c.json(read()))
    this.control.post('/trouble', async (c) => {
      const parsed = readTrouble(await c.req.json().catch(() => null), now())
      if (typeof parsed === 'string') return c.json({ error: parsed }, 400)
      this.#trouble = parsed
      return c.json(read())
    })
    this.control.delete('/trouble', (c) => {
      this.#trouble = null
      return c.json(read())
    })
  }

  readonly middleware: MiddlewareHandler = async (c, next) => {
    const { trouble, met } = meetTrouble(this.#trouble, this.#now(), c.req.path)
    this.#trouble = trouble
    if (met === null) return next()
    const headers = new Headers({ 'content-type': 'text/plain; charset=UTF-8', 'cache-control': 'no-store' })
    if (met.retryAfter !== null) headers.set('retry-after', String(met.retryAfter))
    return new Response(`The demo town answers ${met.status}, because a test requested it.`, {
      status: met.status,
      headers,
    })
  }
}

const describe = (trouble: Trouble | null) =>
  trouble && {
    status: trouble.status,
    retry_after: trouble.retryAfter,
    until: trouble.until === null ? null : new Date(trouble.until).toISOString(),
    requests: trouble.left,
    path: trouble.path,
  }
