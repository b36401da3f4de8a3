import type { RetentionKind } from '../retention-kinds.ts'
import { folders } from './act-on-folders.ts'
import { archivedDays, importRows } from './act-on-owners.ts'
import { fileRows, movedRows, pageRows, plainRows } from './act-on-rows.ts'
import type { RetentionAct } from './retention-act.ts'

/** How each kind goes. */
export const retentionActs: Record<RetentionKind, RetentionAct> = {
  jobs: plainRows('jobs'),
  dead_letters: plainRows('dead_letters'),
  job_pages: folders('job_pages'),
  sweeps: plainRows('sweeps'),
  pages: pageRows,
  files: fileRows,
  imports: importRows,
  deliveries: plainRows('deliveries'),
  receivers: plainRows('receivers', 'hosts'),
  completions: plainRows('completions'),
  changes: plainRows('changes'),
  snapshots: movedRows(['snapshots', 'platform_status']),
  archive: archivedDays,
  orphans: folders('orphans'),
}
