import process from 'node:process'
import type { Command } from 'commander'
import { z } from 'zod'
import { type ApiFlags, withApi } from '../api/api-flags.ts'
import { askApi } from '../api/ask-api.ts'
import { pipelineArgument } from '../arguments/pipeline-argument.ts'

const Released = z.object({ released: z.int() })

/** `edgesweep release PIPELINE`: takes claims back by hand. */
export const releaseCommand = (program: Command) =>
  withApi(program.command('release'))
    .description('Take back claims whose lease has run out, or all of one instance; their records are due at once.')
    .addArgument(pipelineArgument('<PIPELINE>', 'whose claims'))
    .option('--instance <name>', 'all claims of this instance, whether or not they have run out')
    .action(async (pipeline: string, { instance, ...flags }: ApiFlags & { instance?: string }) => {
      const json = instance === undefined ? {} : { instance }
      const answer = await askApi(flags, {
        method: 'POST',
        path: `/v1/pipelines/${pipeline}/release`,
        json,
        again: true,
      })
      const { released } = Released.parse(await answer.json())
      process.stdout.write(`${released} claims of ${instance ?? 'whoever is late'} taken back\n`)
    })
