import type { RowOf } from '../fields.ts'
import { imports } from '../schema/imports.ts'

export const importOwnerFields = { id: imports.id, rejectFiles: imports.rejectFiles, endedAt: imports.endedAt }

/** What an import owns in the bucket: the sections of its reject file and, until it has ended, all its files. */
export type ImportOwner = RowOf<typeof importOwnerFields>
