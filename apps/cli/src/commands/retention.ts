import process from 'node:process'
import type { Command } from 'commander'
import { z } from 'zod'
import { callApi } from '../api/call-api.ts'
import { type ApiFlags, withApi } from '../arguments/command-arguments.ts'
import { describeRetention } from '../show/describe-retention.ts'

const Retention = z.object({
  data: z.array(
    z.object({
      kind: z.string(),
      setting: z.string(),
      days: z.int().nullable(),
      old: z
        .object({
          rows: z.int(),
          files: z.int(),
          bytes: z.int(),
          oldest: z.string().nullable(),
          is_all: z.boolean(),
          unmatched: z.object({ files: z.int(), rows: z.int() }),
        })
        .nullable(),
    }),
  ),
})

/** `edgesweep retention`: shows what would be deleted. */
export const retentionCommand = (program: Command) =>
  withApi(program.command('retention'))
    .description('Show for how long each kind is kept, and what would be deleted now. Deletes nothing.')
    .action(async (flags: ApiFlags) => {
      const answer = await callApi(flags, { method: 'GET', path: '/v1/retention' })
      process.stdout.write(describeRetention(Retention.parse(await answer.json()).data, Date.now()))
    })
