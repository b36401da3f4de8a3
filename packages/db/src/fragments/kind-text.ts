import { type SQL, sql } from 'drizzle-orm'
import type { EventKind } from '../event-kinds.ts'

/** An event kind as a literal, which needs no cast. */
export const kindText = (kind: EventKind): SQL => sql.raw(`'${kind}'`)
