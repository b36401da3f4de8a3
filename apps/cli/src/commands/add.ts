import { createReadStream } from 'node:fs'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { type PipelineName, pipelineNames } from '@edgesweep/db/schema/pipelines.ts'
import { Argument, type Command } from 'commander'
import { z } from 'zod'
import { ApiError, callApi } from '../api/call-api.ts'
import { type ApiFlags, withApi } from '../arguments/command-arguments.ts'
import { grouped } from '../show/format.ts'

const Added = z.object({ added: z.int(), known: z.int() })

/** The API's limit for one request. */
const maxRecords = 1_000
/** The record's field that a line gives; null for pipelines whose records are not added by lines. */
const subjects: Record<PipelineName, string | null> = {
  profiles: 'login',
  creatives: 'url',
  discoveries: null,
  files: null,
}

interface Line {
  number: number
  text: string
}

/** `edgesweep add PIPELINE [FILE]`: adds one record for each line. */
export const addCommand = (program: Command) =>
  withApi(program.command('add'))
    .description('Add records to a pipeline, one for each line: logins to profiles, addresses to creatives.')
    .addArgument(new Argument('<PIPELINE>').choices(pipelineNames.filter((name) => subjects[name])))
    .argument('[FILE]', 'the file to read (default: standard input)')
    .action(async (pipeline: PipelineName, file: string | undefined, flags: ApiFlags) => {
      const total = { added: 0, known: 0 }
      for await (const lines of batches(file)) {
        const { added, known } = await addLines(flags, pipeline, lines).catch((error) => {
          const before = `${grouped(total.added)} records were added before the error`
          throw new Error(`${file ?? 'standard input'}, ${error.message}; ${before}; it is safe to run this again`)
        })
        total.added += added
        total.known += known
      }
      process.stdout.write(`${grouped(total.added)} added, ${grouped(total.known)} existed already\n`)
    })

async function* batches(file: string | undefined): AsyncGenerator<Line[]> {
  const input = file === undefined ? process.stdin : createReadStream(file)
  let lines: Line[] = []
  let number = 0
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1
    const text = line.replace(/^\ufeff/, '').trim()
    if (text !== '') lines.push({ number, text })
    if (lines.length < maxRecords) continue
    yield lines
    lines = []
  }
  if (lines.length > 0) yield lines
}

async function addLines(flags: ApiFlags, pipeline: PipelineName, lines: Line[]) {
  const records = lines.map(({ text }) => ({ [subjects[pipeline]!]: text }))
  const path = `/v1/pipelines/${pipeline}/records`
  try {
    return Added.parse(
      await (await callApi(flags, { method: 'POST', path, json: { records }, isRepeatable: true })).json(),
    )
  } catch (error) {
    const at = error instanceof ApiError ? /^records\[(\d+)\]/.exec(error.field ?? '')?.[1] : undefined
    const { number } = lines[Number(at ?? 0)]!
    throw new Error(`${at === undefined ? 'from ' : ''}line ${number}: ${(error as Error).message}`)
  }
}
