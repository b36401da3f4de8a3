import { type SQL, sql } from 'drizzle-orm'
import type { EventKind } from '../event-kinds.ts'

/** An event kind as a literal of a statement: it needs no cast, and the statement's text stays the same. */
export const kindText = (kind: EventKind): SQL => sql.raw(`'${kind}'`)
