import type { z } from 'zod'
import { describeIssues } from '../site/describe-issues.ts'
import { UnreadablePage } from '../site/site.ts'

/** GitHub's JSON as that schema has it. Throws UnreadablePage, which names the fields, for anything else. */
export function parseAnswer<Schema extends z.ZodType>(schema: Schema, what: string, text: string): z.output<Schema> {
  const result = schema.safeParse(parseJson(what, text))
  if (result.success) return result.data
  throw new UnreadablePage(`GitHub's answer is not ${what}: ${describeIssues(result)}`)
}

function parseJson(what: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new UnreadablePage(`GitHub's answer is not ${what} but "${text.slice(0, 100)}"`)
  }
}
