import { pgTable, text } from 'drizzle-orm/pg-core'
import { verdictColumns } from './columns.ts'

/** How the newest fetches of files from a host ended. A host without a row was never asked. */
export const fileHosts = pgTable('file_hosts', { host: text().primaryKey(), ...verdictColumns() })
