import { z } from '@hono/zod-openapi'
import { Instant } from './instant.ts'

const longest = 200
const unknown = 'must be the `next` of the previous page'
const description = 'The `next` of the previous page'

/** The cursor of a list by id: the last id. Ids of the list begin with one of the prefixes, such as `swp_`. */
export const idCursor = (...prefixes: string[]) =>
  z
    .string()
    .regex(new RegExp(`^(?:${prefixes.join('|')})[\\w-]{1,60}$`), unknown)
    .openapi({ description })

/** The cursor of a list by names of its own, such as the keys of items: any text. */
export const nameCursor = z.string().max(longest, unknown).openapi({ description })

/** The cursor of a list by number. */
export const numberCursor = z.coerce.number(unknown).int(unknown).min(0, unknown).openapi({ description })

/** The cursor of a list by time and id. */
export const placeCursor = z
  .string()
  .max(longest, unknown)
  .transform((text, context) => {
    const [at = '', id, ...others] = text.split('~')
    if (id !== undefined && others.length === 0 && /^[\w-]*$/.test(id) && Instant.safeParse(at).data === at)
      return { at, id }
    context.addIssue({ code: 'custom', message: unknown })
    return z.NEVER
  })
  .openapi({ description })

/** The cursor after a place. */
export const cursorAt = (at: string, id: string): string => `${at}~${id}`
