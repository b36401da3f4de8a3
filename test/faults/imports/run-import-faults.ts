import { join } from 'node:path'
import { type BenchServer, EMPTY } from '../../support/postgres/bench-server.ts'
import { type Calm, type Harm, type HarmedImport, prepareDatabase, takeOutcome } from './harmed-import.ts'
import { importCalmly } from './import-calmly.ts'
import { ImportWatch } from './import-watch.ts'
import { killProcess } from './kill-process.ts'
import { killServer } from './kill-server.ts'
import { differences } from './read-outcome.ts'
import { stopProcess } from './stop-process.ts'
import { type Version, writeFile } from './write-file.ts'

export interface ImportFaults {
  server: BenchServer
  rows: number
  /** The number of kills of the process. */
  kills: number
  /** The combinations of file and fault to run; all by default. */
  cases?: Array<[Version, HarmName]>
  /** Called after each import. */
  onProgress?: (harmed: HarmSummary) => void
}

/** A disturbed import. */
export interface HarmSummary {
  file: Version
  harm: string
  /** The step in progress at each fault. */
  at: string[]
  seconds: number
  /** The violated expectations; empty when all is well. */
  wrong: string[]
}

const harms = {
  'process killed': killProcess,
  'server killed in staging': (harmed: HarmedImport) => killServer(harmed, 'stage'),
  'server killed in merging': (harmed: HarmedImport) => killServer(harmed, 'merge'),
  'stopped in staging': (harmed: HarmedImport) => stopProcess(harmed, { doing: 'stage', resumed: 'during' }),
  'stopped in merging': (harmed: HarmedImport) => stopProcess(harmed, { doing: 'merge', resumed: 'after' }),
} satisfies Record<string, (harmed: HarmedImport, kills: number) => Promise<Harm>>
type HarmName = keyof typeof harms

const allCases = (['first', 'changed'] as Version[]).flatMap((file) =>
  (Object.keys(harms) as HarmName[]).map((harm): [Version, HarmName] => [file, harm]),
)
/** The database before each file is imported. */
const before: Record<Version, string> = { first: EMPTY, changed: 'with_first' }

/**
 * Imports two files, the first into an empty table and the second over it: once undisturbed, and once with each fault, in separate
 * databases. Then compares the outcomes.
 */
export async function runImportFaults(options: ImportFaults): Promise<HarmSummary[]> {
  const { server, rows, kills, cases = allCases, onProgress } = options
  const pathOf = (file: Version) => join(server.folder, `${file}.csv`)
  const calmly = (file: Version, database: string) =>
    inDatabase(server, before[file], database, (url, watch) => importCalmly(url, pathOf(file), watch))
  for (const file of ['first', 'changed'] as const) await writeFile(pathOf(file), rows, file)
  const calm: Record<Version, Calm> = {
    first: await calmly('first', before.changed),
    changed: await calmly('changed', 'with_both'),
  }
  const summaries: HarmSummary[] = []
  for (const [index, [file, harm]] of cases.entries()) {
    const startedAt = Date.now()
    const path = pathOf(file)
    const { at, wrong } = await inDatabase(server, before[file], `harmed_${index}`, async (url, watch) => {
      const harmed = await harms[harm]({ server, url, path, watch, calm: calm[file] }, kills)
      return { ...harmed, wrong: [...harmed.wrong, ...differences(calm[file].outcome, await takeOutcome(url, path))] }
    })
    const summary = { file, harm, at, seconds: (Date.now() - startedAt) / 1000, wrong }
    summaries.push(summary)
    onProgress?.(summary)
  }
  return summaries
}

async function inDatabase<T>(
  server: BenchServer,
  template: string,
  name: string,
  work: (url: string, watch: ImportWatch) => Promise<T>,
): Promise<T> {
  await server.run('postgres', `create database ${name} template ${template}`)
  if (template === EMPTY) await prepareDatabase(server.url(name))
  const watch = new ImportWatch(server.url(name))
  try {
    return await work(server.url(name), watch)
  } finally {
    await watch.close()
  }
}
