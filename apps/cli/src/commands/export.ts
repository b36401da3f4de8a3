import process from 'node:process'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { PipelineName } from '@edgesweep/db/schema/pipelines.ts'
import { Argument, type Command } from 'commander'
import { callApi, readPages } from '../api/call-api.ts'
import { type ApiFlags, UsageError, withApi } from '../arguments/command-arguments.ts'

/** Whether the records of each pipeline are exported: searches have no result, and files have their own downloads. */
const isExported: Record<PipelineName, boolean> = { creatives: true, profiles: true, discoveries: false, files: false }
const exported = Object.entries(isExported).flatMap(([name, is]) => (is ? [name] : []))

/** `edgesweep export TABLE`: streams a table to standard output, advertisers as CSV, records of a pipeline as JSON lines. */
export const exportCommand = (program: Command) =>
  withApi(program.command('export'))
    .description(
      'Write a table to standard output. Advertisers are CSV; an apostrophe precedes each cell that a spreadsheet would take for a formula. ' +
        'Records of a pipeline are JSON lines with their results, newest first.',
    )
    .addArgument(new Argument('<TABLE>').choices(['advertisers', ...exported]))
    .option('--status <STATUS>', 'only records with this status (pipelines only)')
    .action(async (table: string, flags: ApiFlags & { status?: string }) => {
      const isPipeline = table !== 'advertisers'
      if (flags.status && !isPipeline)
        throw new UsageError(`--status applies only to the records of a pipeline, not to ${table}`)
      await pipeline(
        isPipeline ? Readable.from(linesOf(readRecords(flags, table))) : await openCsv(flags, table),
        process.stdout,
      ).catch((error: NodeJS.ErrnoException) => {
        // The reader closed the pipe early, as `head` does.
        if (error.code !== 'EPIPE') throw error
      })
    })

async function openCsv(flags: ApiFlags, table: string): Promise<Readable> {
  const { body } = await callApi(flags, { method: 'GET', path: `/v1/${table}/export` })
  return body ? Readable.fromWeb(body as import('node:stream/web').ReadableStream) : Readable.from([])
}

/** The records with their results, newest first. */
const readRecords = ({ status, ...flags }: ApiFlags & { status?: string }, name: string): AsyncIterable<unknown> =>
  readPages(flags, `/v1/pipelines/${name}/records`, { include: 'result', limit: '100', ...(status && { status }) })

async function* linesOf(records: AsyncIterable<unknown>): AsyncGenerator<string> {
  for await (const record of records) yield `${JSON.stringify(record)}\n`
}
