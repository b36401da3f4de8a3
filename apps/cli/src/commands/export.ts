import process from 'node:process'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Argument, type Command } from 'commander'
import { type ApiFlags, withApi } from '../api/api-flags.ts'
import { askApi } from '../api/ask-api.ts'
import { readPages } from '../api/read-pages.ts'
import { UsageError } from '../arguments/usage-error.ts'

/**
 * `edgesweep export TABLE`, to standard output as it comes: advertisers as CSV, a pipeline's records with what came of them as a line of JSON
 * each.
 */
export const exportCommand = (program: Command) =>
  withApi(program.command('export'))
    .description(
      'Write a table to standard output: advertisers as CSV, where cells that a spreadsheet would run begin with an apostrophe; ' +
        'records of a pipeline as lines of JSON, with what came of them, the newest first.',
    )
    .addArgument(new Argument('<TABLE>').choices(['advertisers', 'creatives', 'profiles']))
    .option('--status <STATUS>', 'of a pipeline: only the records that have it')
    .action(async (table: string, flags: ApiFlags & { status?: string }) => {
      const isPipeline = table !== 'advertisers'
      if (flags.status && !isPipeline) throw new UsageError(`--status is of a pipeline's records: ${table} have none`)
      await pipeline(
        isPipeline ? Readable.from(linesOf(readRecords(flags, table))) : await openCsv(flags, table),
        process.stdout,
      ).catch((error: NodeJS.ErrnoException) => {
        // Whoever reads has read enough, as `head` has.
        if (error.code !== 'EPIPE') throw error
      })
    })

async function openCsv(flags: ApiFlags, table: string): Promise<Readable> {
  const { body } = await askApi(flags, { method: 'GET', path: `/v1/${table}/export` })
  return body ? Readable.fromWeb(body as import('node:stream/web').ReadableStream) : Readable.from([])
}

/** With what came of them, the newest first. */
const readRecords = ({ status, ...flags }: ApiFlags & { status?: string }, name: string): AsyncIterable<unknown> =>
  readPages(flags, `/v1/pipelines/${name}/records`, { include: 'result', limit: '100', ...(status && { status }) })

async function* linesOf(records: AsyncIterable<unknown>): AsyncGenerator<string> {
  for await (const record of records) yield `${JSON.stringify(record)}\n`
}
