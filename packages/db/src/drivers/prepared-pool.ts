import { createHash } from 'node:crypto'
import pg from 'pg'

/** What Postgres answers behind a pooler that gives one's statements to another (its manual, appendix A). */
const lostStatement = new Set(['26000', '42P05'])

/**
 * A pool whose single statements have names, by their text, so that Postgres parses and plans each once a connection, which is half the cost of a
 * claim. A pooler that does not keep names (PgBouncer before 1.21 in transaction mode) is noticed: from then on they have none.
 */
export class PreparedPool extends pg.Pool {
  readonly #names = new Map<string, string>()
  #prepares = true

  // biome-ignore lint/suspicious/noExplicitAny: the driver's method has six forms, of which drizzle uses one.
  override query(config: any, ...rest: any[]): any {
    if (!this.#prepares || typeof config?.text !== 'string' || rest.length > 1)
      return super.query(config, ...(rest as []))
    const named = { ...config, name: this.#nameOf(config.text) }
    return super.query(named, ...(rest as [])).catch((error: unknown) => {
      if (!lostStatement.has((error as { code?: string }).code ?? '')) throw error
      this.#prepares = false
      return super.query(config, ...(rest as []))
    })
  }

  #nameOf(text: string): string {
    const known = this.#names.get(text)
    if (known) return known
    const name = createHash('sha256').update(text).digest('base64url')
    this.#names.set(text, name)
    return name
  }
}
