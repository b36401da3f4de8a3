import type { ImportTable } from '@edgesweep/db/rows/import-row.ts'
import type { Settings } from '../../settings.ts'
import type { ImportTarget } from '../csv/import-target.ts'
import { advertisersTarget } from '../csv/targets/advertisers.ts'
import { outletsTarget } from '../csv/targets/outlets.ts'

/** What a row must be to go into a table. */
export const targetOf = (table: ImportTable, { allowedTargets }: Pick<Settings, 'allowedTargets'>): ImportTarget =>
  table === 'advertisers' ? advertisersTarget : outletsTarget(allowedTargets)
