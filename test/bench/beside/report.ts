import { databaseRoles } from '@edgesweep/db/roles.ts'
import type { Table } from '../../support/table.ts'
import { isBetween, type LockWait } from '../lock-waits.ts'
import { spreadOf } from '../rounds.ts'
import type { BenchReport } from '../verdict.ts'
import type { Measured } from './measure.ts'

/** `burn`: the control load, processes that use as much processor time as the import did, without the database. */
export type Arm = 'idle' | 'import' | 'burn'

export interface Seen {
  results: Map<Arm, Measured[]>
  waits: LockWait[]
  /** Whether the test waits that were provoked in either direction were found in the log. */
  findsWaits: boolean
  /** The number of completed imports, and their errors. */
  imports: number
  wrong: string[]
}

const leastOfIdle = 0.95

/** The tables and figures. `ok`: fast enough during imports, no lock wait between the roles, and provoked waits were detected. */
export function reportBeside({ results, waits, findsWaits, imports, wrong }: Seen): BenchReport {
  const ratio = (arm: Arm, to: Arm) =>
    spreadOf(results.get(arm)!.map(({ perSecond }, round) => perSecond / results.get(to)![round]!.perSecond))
  const median = (arm: Arm, name: keyof Measured) => spreadOf(results.get(arm)!.map((one) => one[name])).median
  const arms = [...results.keys()].map((arm) => {
    const ofIdle = ratio(arm, 'idle')
    return {
      beside: arm,
      'creatives/s': median(arm, 'perSecond').toFixed(1),
      'of idle': ofIdle.median.toFixed(3),
      from: ofIdle.min.toFixed(3),
      to: ofIdle.max.toFixed(3),
      'claim p50 ms': median(arm, 'claimP50').toFixed(1),
      'p99 ms': median(arm, 'claimP99').toFixed(1),
      processors: median(arm, 'processors').toFixed(2),
      'of these besides': median(arm, 'besides').toFixed(2),
      'of other programs': median(arm, 'others').toFixed(2),
    }
  })
  const { background, imports: importing } = databaseRoles
  const between = waits.filter((wait) => isBetween(wait, background.name, importing.name))
  const importOfIdle = ratio('import', 'idle').median
  const importOfBurn = ratio('import', 'burn').median
  return {
    tables: [{ rows: arms }, waitTable(waits, between)],
    verdict: {
      bench: 'beside',
      ok: importOfIdle >= leastOfIdle && between.length === 0 && findsWaits && wrong.length === 0,
      importOfIdle,
      burnOfIdle: ratio('burn', 'idle').median,
      importOfBurn,
      othersProcessors: Math.max(...[...results.keys()].map((arm) => median(arm, 'others'))),
      imports,
      lockWaitsBetween: between.length,
      findsLockWaits: findsWaits,
      wrong,
      ratios: [
        { name: 'creatives a second, beside an import / idle', value: importOfIdle, better: 'higher' },
        { name: 'creatives a second, beside an import / beside burning', value: importOfBurn, better: 'higher' },
      ],
    },
  }
}

function waitTable(waits: LockWait[], between: LockWait[]): Table {
  const pairs = Map.groupBy(waits, ({ waiter, holders }) => `${waiter} for ${holders.join(', ')}`)
  const rows = [['imports and pipelines, either way', between] as const, ...pairs].map(([pair, all]) => ({
    'lock waits over 10 ms': pair,
    count: all.length,
    'longest ms': all.length === 0 ? '–' : Math.max(...all.map(({ ms }) => ms ?? 0)).toFixed(0),
  }))
  return { rows }
}
