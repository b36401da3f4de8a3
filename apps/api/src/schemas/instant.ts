import { z } from '@hono/zod-openapi'

/** A time of a request, in UTC and microseconds like those of Postgres: `2026-11-30T12:00:00.000000Z`. */
export const Instant = z.iso.datetime({ offset: true }).transform((text, context) => {
  const utc = inMicroseconds(text)
  if (/^[12]\d{3}-/.test(utc)) return utc
  context.addIssue({ code: 'custom', message: 'must be a time between the years 1000 and 2999' })
  return z.NEVER
})

/** Postgres takes no offset of 16 hours or more, and JavaScript does. */
function inMicroseconds(time: string): string {
  const fraction = /\.(\d{1,6})/.exec(time)?.[1] ?? ''
  return `${new Date(time).toISOString().slice(0, 19)}.${fraction.padEnd(6, '0')}Z`
}
