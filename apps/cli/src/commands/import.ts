import process from 'node:process'
import { importProgress } from '@edgesweep/core/import/import-progress.ts'
import type { ImportRow as LocalRow } from '@edgesweep/db/rows/import-row.ts'
import { makeContext } from '@edgesweep/runner/context.ts'
import { importFile } from '@edgesweep/runner/import-file.ts'
import { stopSignal } from '@edgesweep/runner/stop-signal.ts'
import { type Command, Option } from 'commander'
import { type SentImport, saveRejects, sendImport } from '../api/send-import.ts'
import { type ApiFlags, UsageError, wholeNumber, withApi } from '../arguments/command-arguments.ts'
import { lowerPriority } from '../host/lower-priority.ts'
import { grouped } from '../show/format.ts'
import { PhaseBar } from '../show/phase-bar.ts'

interface Flags extends ApiFlags {
  into: 'advertisers' | 'outlets'
  direct?: boolean
  encoding?: string
  compression?: 'none' | 'gzip'
  lease: number
  failOnRejects?: boolean
}

/** `edgesweep import FILE --into TABLE`: imports a file through the API, or with `--direct` into the database. */
export const importCommand = (program: Command, setExitCode: (code: number) => void) =>
  withApi(program.command('import'))
    .description(
      'Import a CSV file, plain or gzip. An interrupted import with --direct continues when the same command is run again.',
    )
    .argument('<FILE>')
    .addOption(new Option('--into <table>').choices(['advertisers', 'outlets']).makeOptionMandatory())
    .option('--direct', 'import from this machine into DATABASE_URL with COPY, without the API')
    .option(
      '--lease <seconds>',
      'with --direct: time after which another process may continue the import if this one dies',
      wholeNumber(1),
      15,
    )
    .option('--encoding <label>', 'such as windows-1252 (default: from the byte order mark, otherwise UTF-8)')
    .addOption(new Option('--compression <kind>', 'default: detected from the content').choices(['none', 'gzip']))
    .option(
      '--fail-on-rejects',
      'exit with 3 if a row was rejected for another reason than a later row with its key; the other rows are imported all the same',
    )
    .action(async (file: string, flags: Flags) =>
      setExitCode(await (flags.direct ? importDirectly(file, flags) : send(file, flags))),
    )

/** The exit code of `--fail-on-rejects`. 1 and 2 stand for a failure and for a usage error. */
const rejectsExitCode = 3

const rowsText = (rows: number): string => `${grouped(rows)} rows`

async function send(file: string, flags: Flags): Promise<number> {
  const bar = new PhaseBar()
  try {
    const ended = await sendImport(flags, file, (phase, share, rows) => bar.show(phase, share, rowsText(rows)))
    bar.stop()
    const rejects = ended.rejected > 0 ? await saveRejects(flags, ended.id, `${file}.rejects.csv`) : null
    return report(ended, rejects, flags)
  } finally {
    bar.stop()
  }
}

async function importDirectly(path: string, flags: Flags): Promise<number> {
  const ctx = contextFor()
  lowerPriority()
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
        onStep: (row) => bar.show(row.status, importProgress(row), rowsText(row.rowsRead)),
        onWait: () => bar.show('waiting for another import', 0, rowsText(0)),
      },
    )
    bar.stop()
    if (done) return report(viewOf(done.row), done.rejects, flags)
    process.stderr.write('Stopped. Run the same command again to continue from here.\n')
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

/** Prints the counts of the rows by outcome. Returns the exit code. */
function report(ended: SentImport, rejects: string | null, { failOnRejects }: Pick<Flags, 'failOnRejects'>): number {
  const { status, error, rows_read, inserted, updated, unchanged, rejected, duplicates } = ended
  if (status !== 'completed') {
    process.stderr.write(`edgesweep: the import is ${status}${error ? `: ${error}` : ''}\n`)
    return 1
  }
  const parts = { inserted, updated, unchanged, rejected }
  const counts = Object.entries(parts).map(([name, count]) => `${grouped(count)} ${name}`)
  process.stdout.write(`${grouped(rows_read)} rows: ${counts.join(', ')}\n`)
  const note = duplicates > 0 ? `; ${grouped(duplicates)} of them are superseded by a later row with the same key` : ''
  if (rejects) process.stdout.write(`The rejected rows are in ${rejects}, with reasons${note}.\n`)
  return failOnRejects && rejected > duplicates ? rejectsExitCode : 0
}
