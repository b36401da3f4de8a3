import { createHash } from 'node:crypto'
import pg from 'pg'

/** SQLSTATEs behind a pooler that mixes up prepared statements of its clients: unknown name, duplicate name (Postgres, appendix A). */
const lostStatement = new Set(['26000', '42P05'])

/**
 * A pool that prepares each statement once on each connection, under a name derived from its text; this halves the cost of a claim.
 * Behind a pooler without support for prepared statements (PgBouncer before 1.21 in transaction mode), the first error ends preparing.
 */
export class PreparedPool extends pg.Pool {
  readonly #names = new Map<string, string>()
  #prepares = true

  // biome-ignore lint/suspicious/noExplicitAny: the driver's method has six overloads; drizzle uses one of them.
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
