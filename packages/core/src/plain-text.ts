import { z } from 'zod'

/** Whether Postgres can store a text: it has no NUL, and no half of a character beyond the first 65,536. */
export const isPlain = (text: string): boolean => !text.includes('\0') && text.isWellFormed()

export const notPlain = 'must not contain NUL characters or halves of characters (lone surrogates)'

/** Text that the database can store. */
export const plainText = z.string().refine(isPlain, notPlain)

/** An http or https URL of at most 2,048 characters. */
export const httpUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
  .max(2048)
  .refine(isPlain, notPlain)
