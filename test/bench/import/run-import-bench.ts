import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { type BenchServer, EMPTY, startBenchServer } from '../../support/postgres/bench-server.ts'
import { runInterleaved } from '../rounds.ts'
import type { BenchReport } from '../verdict.ts'
import type { Arm, Case, Measured } from './arm.ts'
import { runFloor } from './floor-arm.ts'
import type { ImportBenchOptions } from './options.ts'
import { runOurs } from './our-arm.ts'
import { reportImport } from './report.ts'
import { writeAdvertisers } from './write-file.ts'

/** A database that already has the rows of case 0. */
const LOADED = 'bench_loaded'
const SUBJECT = 'bench_subject'

/** Runs each case with each arm, in turn, and compares the resulting table with the expected one. */
export async function runImportBench(options: ImportBenchOptions): Promise<BenchReport> {
  const server = await startBenchServer(options.settings)
  try {
    await load(server, options.rows)
    const results = new Map<Case, Map<Arm, Measured[]>>()
    for (const which of options.cases) {
      const file = join(server.folder, 'advertisers.csv')
      await writeAdvertisers(file, options.rows, which)
      const expected = await expectedDigest(server, file)
      const run = (arm: Arm) => measure(server, { arm, which, file, rows: options.rows, expected })
      results.set(which, await withoutWarmUp(options, run))
      rmSync(file)
    }
    return reportImport(results, options)
  } finally {
    await server.close()
  }
}

/** Needs no warm-up, because each arm first copies its database. */
const withoutWarmUp = ({ arms, rounds }: ImportBenchOptions, run: (arm: Arm) => Promise<Measured>) =>
  runInterleaved(arms, rounds, async (arm, round) => (round === 0 ? (null as never) : run(arm)))

async function load(server: BenchServer, rows: number): Promise<void> {
  const file = join(server.folder, 'loaded.csv')
  await writeAdvertisers(file, rows, '0')
  await server.run('postgres', `create database ${LOADED} template ${EMPTY}`)
  await runFloor(server.url(LOADED), file, 'first')
  await server.run(LOADED, 'drop table bench_stage', 'vacuum (analyze) advertisers')
  rmSync(file)
}

interface Trial {
  arm: Arm
  which: Case
  file: string
  rows: number
  expected: string
}

async function measure(server: BenchServer, { arm, which, file, rows, expected }: Trial): Promise<Measured> {
  const template = which === 'first' ? EMPTY : LOADED
  await server.run(
    'postgres',
    `drop database if exists ${SUBJECT} with (force)`,
    'checkpoint',
    `create database ${SUBJECT} template ${template} strategy file_copy`,
    'checkpoint',
  )
  const url = server.url(SUBJECT)
  const before = await sizeOf(server)
  const folder = join(server.folder, 'files')
  const measured: Omit<Measured, 'growthBytes'> =
    arm === 'floor'
      ? { ...(await runFloor(url, file, which)), peakRssBytes: null, longestMerge: null, wrong: [] }
      : await runOurs({ arm, url, relay: server.relay, file, folder, rows })
  rmSync(folder, { recursive: true, force: true })
  const growthBytes = (await sizeOf(server)) - before
  const wrong = [...measured.wrong]
  if ((await digestOf(server, SUBJECT, 'advertisers')) !== expected) wrong.push('the table differs from the file')
  if ((await indexesOf(server)) !== 4) wrong.push('the indexes are not as they were')
  process.stderr.write(`${which} ${arm}: ${measured.seconds.toFixed(1)} s ${JSON.stringify(measured.phases)}\n`)
  return { ...measured, growthBytes, wrong }
}

async function sizeOf(server: BenchServer): Promise<number> {
  const [size] = await server.run(SUBJECT, "select pg_total_relation_size('advertisers')::float8 as bytes")
  return size!.rows[0].bytes
}

async function indexesOf(server: BenchServer): Promise<number> {
  const [indexes] = await server.run(
    SUBJECT,
    "select count(*)::int as n from pg_indexes where tablename = 'advertisers'",
  )
  return indexes!.rows[0].n
}

/** A digest of all rows that is independent of their order. */
async function digestOf(server: BenchServer, database: string, table: string): Promise<string> {
  const [digest] = await server.run(
    database,
    `select count(*) || ' ' || sum(hashtextextended(row(advertiser_id, advertiser_name, advertiser_name_normalized, country)::text, 0)) as d
     from ${table}`,
  )
  return digest!.rows[0].d
}

async function expectedDigest(server: BenchServer, file: string): Promise<string> {
  await server.run(
    'postgres',
    'drop database if exists bench_expected with (force)',
    `create database bench_expected template ${EMPTY}`,
  )
  await runFloor(server.url('bench_expected'), file, 'first')
  const digest = await digestOf(server, 'bench_expected', 'bench_stage')
  await server.run('postgres', 'drop database bench_expected with (force)')
  return digest
}
