import { z } from 'zod'
import { checkSelector } from './check-selector.ts'

/** A CSS selector in a site's options, checked when the options are. */
export const selectorSchema = z.string().superRefine((css, context) => {
  const problem = checkSelector(css)
  if (problem) context.addIssue({ code: 'custom', message: problem })
})
