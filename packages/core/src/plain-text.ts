import { z } from 'zod'

const plain = (text: string) => !text.includes('\0')
const needs = 'may not hold NUL characters'

/** Text that the database can store. */
export const plainText = z.string().refine(plain, needs)

/** An http or https URL of at most 2,048 characters. */
export const httpUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
  .max(2048)
  .refine(plain, needs)
