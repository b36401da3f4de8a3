import process from 'node:process'
import { importProgress } from '@edgesweep/core/import/import-progress.ts'
import type { ImportRow as LocalRow } from '@edgesweep/db/rows/import-row.ts'
import { makeContext } from '@edgesweep/runner/context.ts'
import { importFile } from '@edgesweep/runner/import-file.ts'
import { stopSignal } from '@edgesweep/runner/stop-signal.ts'
import { type Command, Option } from 'commander'
import { type ApiFlags, withApi } from '../api/api-flags.ts'
import { type SentImport, saveRejects, sendImport } from '../api/send-import.ts'
import { UsageError } from '../arguments/usage-error.ts'
import { wholeNumber } from '../arguments/whole-number.ts'
import { giveWay } from '../host/give-way.ts'
import { PhaseBar } from '../show/phase-bar.ts'
import { grouped } from '../show/table.ts'

interface Flags extends ApiFlags {
  into: 'advertisers' | 'outlets'
  direct?: boolean
  encoding?: string
  compression?: 'none' | 'gzip'
  lease: number
}

/** `edgesweep import FILE --into TABLE`: by the API, or straight into the database. `end` is told the exit code. */
export const importCommand = (program: Command, end: (code: number) => void) =>
  withApi(program.command('import'))
    .description('Import a CSV file, gzip or not. Broken off with --direct, the same command goes on where it stopped.')
    .argument('<FILE>')
    .addOption(new Option('--into <table>').choices(['advertisers', 'outlets']).makeOptionMandatory())
    .option('--direct', 'from this machine into DATABASE_URL, by COPY, without the API')
    .option(
      '--lease <seconds>',
      'with --direct: how long nobody else goes on when this process dies',
      wholeNumber(1),
      15,
    )
    .option('--encoding <label>', 'as windows-1252; UTF-8, or what its byte order mark says, without it')
    .addOption(new Option('--compression <kind>', 'found in the file without it').choices(['none', 'gzip']))
    .action(async (file: string, flags: Flags) =>
      end(await (flags.direct ? importDirectly(file, flags) : send(file, flags))),
    )

const told = (rows: number): string => `${grouped(rows)} rows`

async function send(file: string, flags: Flags): Promise<number> {
  const bar = new PhaseBar()
  try {
    const ended = await sendImport(flags, file, (phase, share, rows) => bar.show(phase, share, told(rows)))
    bar.stop()
    const rejects = ended.rejected > 0 ? await saveRejects(flags, ended.id, `${file}.rejects.csv`) : null
    return report(ended, rejects)
  } finally {
    bar.stop()
  }
}

async function importDirectly(path: string, flags: Flags): Promise<number> {
  const ctx = contextFor()
  giveWay()
  const bar = new PhaseBar()
  const stop = stopSignal(() => process.exit(1))
  try {
    const done = await importFile(
      { ...ctx, log: { ...ctx.log, info: () => {} } },
      {
        path,
        table: flags.into,
        encoding: flags.encoding ?? null,
        compression: flags.compression ?? null,
        leaseSeconds: flags.lease,
        signal: stop,
        onStep: (row) => bar.show(row.status, importProgress(row), told(row.rowsRead)),
        onWait: () => bar.show('waiting for another import', 0, told(0)),
      },
    )
    bar.stop()
    if (done) return report(viewOf(done.row), done.rejects)
    process.stderr.write('Stopped; the same command goes on from here.\n')
    return 1
  } finally {
    bar.stop()
  }
}

function contextFor() {
  try {
    return makeContext()
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

const viewOf = ({
  id,
  status,
  error,
  rowsRead,
  inserted,
  updated,
  unchanged,
  rejected,
  duplicates,
}: LocalRow): SentImport => ({
  id,
  status,
  error,
  rows_read: rowsRead,
  inserted,
  updated,
  unchanged,
  rejected,
  duplicates,
})

/** Says what became of the rows. Gives the exit code. */
function report(ended: SentImport, rejects: string | null): number {
  const { status, error, rows_read, inserted, updated, unchanged, rejected, duplicates } = ended
  if (status !== 'completed') {
    process.stderr.write(`edgesweep: the import is ${status}${error ? `: ${error}` : ''}\n`)
    return 1
  }
  const parts = { inserted, updated, unchanged, rejected }
  const counts = Object.entries(parts).map(([name, count]) => `${grouped(count)} ${name}`)
  process.stdout.write(`${grouped(rows_read)} rows: ${counts.join(', ')}\n`)
  const superseded =
    duplicates > 0 ? `, ${grouped(duplicates)} of them superseded by a later row with the same key` : ''
  if (rejects) process.stdout.write(`The rejected rows, with reasons, are in ${rejects}${superseded}.\n`)
  return 0
}
