import type { z } from 'zod'
import { describeIssues } from '../site/describe-issues.ts'
import { UnreadablePage } from '../site/site.ts'

/** Parses an answer of GitHub's API. Throws `UnreadablePage`, naming the fields, when the JSON does not match the schema. */
export function parseAnswer<Schema extends z.ZodType>(schema: Schema, subject: string, text: string): z.output<Schema> {
  const result = schema.safeParse(parseJson(subject, text))
  if (result.success) return result.data
  throw new UnreadablePage(`GitHub's answer is not ${subject}: ${describeIssues(result)}`)
}

function parseJson(subject: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new UnreadablePage(`GitHub's answer is not ${subject} but "${text.slice(0, 100)}"`)
  }
}
