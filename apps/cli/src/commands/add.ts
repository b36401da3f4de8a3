import { createReadStream } from 'node:fs'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { Argument, type Command } from 'commander'
import { z } from 'zod'
import { type ApiFlags, withApi } from '../api/api-flags.ts'
import { ApiError, askApi } from '../api/ask-api.ts'
import { grouped } from '../show/table.ts'

const Added = z.object({ added: z.int(), known: z.int() })

/** What one request may add at most. */
const batch = 1_000
const subjects = { profiles: 'login', creatives: 'url' } as const

interface Line {
  number: number
  text: string
}

/** `edgesweep add PIPELINE [FILE]`: adds records, one a line. */
export const addCommand = (program: Command) =>
  withApi(program.command('add'))
    .description('Add records to a pipeline, one a line: logins to profiles, addresses to creatives.')
    .addArgument(new Argument('<PIPELINE>').choices(Object.keys(subjects)))
    .argument('[FILE]', 'standard input without it')
    .action(async (pipeline: keyof typeof subjects, file: string | undefined, flags: ApiFlags) => {
      const total = { added: 0, known: 0 }
      for await (const lines of batches(file)) {
        const { added, known } = await addLines(flags, pipeline, lines).catch((error) => {
          const before = `${grouped(total.added)} were added before, which are known when they are added again`
          throw new Error(`${file ?? 'standard input'}, ${error.message}; ${before}`)
        })
        total.added += added
        total.known += known
      }
      process.stdout.write(`${grouped(total.added)} added, ${grouped(total.known)} known before\n`)
    })

async function* batches(file: string | undefined): AsyncGenerator<Line[]> {
  const input = file === undefined ? process.stdin : createReadStream(file)
  let lines: Line[] = []
  let number = 0
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1
    const text = line.replace(/^\ufeff/, '').trim()
    if (text !== '') lines.push({ number, text })
    if (lines.length < batch) continue
    yield lines
    lines = []
  }
  if (lines.length > 0) yield lines
}

async function addLines(flags: ApiFlags, pipeline: keyof typeof subjects, lines: Line[]) {
  const records = lines.map(({ text }) => ({ [subjects[pipeline]]: text }))
  const path = `/v1/pipelines/${pipeline}/records`
  try {
    return Added.parse(await (await askApi(flags, { method: 'POST', path, json: { records }, again: true })).json())
  } catch (error) {
    const at = error instanceof ApiError ? /^records\[(\d+)\]/.exec(error.field ?? '')?.[1] : undefined
    const { number } = lines[Number(at ?? 0)]!
    throw new Error(`line ${number}${at === undefined ? ' and on' : ''}: ${(error as Error).message}`)
  }
}
