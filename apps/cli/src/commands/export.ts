import process from 'node:process'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Argument, type Command } from 'commander'
import { type ApiFlags, withApi } from '../api/api-flags.ts'
import { askApi } from '../api/ask-api.ts'

/** `edgesweep export advertisers`: a table as CSV, to standard output as it comes. */
export const exportCommand = (program: Command) =>
  withApi(program.command('export'))
    .description(
      'Write a table to standard output as CSV. Cells that a spreadsheet would run begin with an apostrophe.',
    )
    .addArgument(new Argument('<TABLE>').choices(['advertisers']))
    .action(async (table: string, flags: ApiFlags) => {
      const answer = await askApi(flags, { method: 'GET', path: `/v1/${table}/export` })
      if (!answer.body) return
      await pipeline(Readable.fromWeb(answer.body as import('node:stream/web').ReadableStream), process.stdout).catch(
        (error: NodeJS.ErrnoException) => {
          // Whoever reads has read enough, as `head` has.
          if (error.code !== 'EPIPE') throw error
        },
      )
    })
