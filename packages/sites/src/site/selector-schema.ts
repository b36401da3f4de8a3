import { compile } from 'css-select'
import { isTraversal, parse, type Selector } from 'css-what'
import { z } from 'zod'

/** A CSS selector within a site's options. */
export const selectorSchema = z.string().superRefine((css, context) => {
  const problem = checkSelector(css)
  if (problem) context.addIssue({ code: 'custom', message: problem })
})

const LONGEST = 300
const MOST_PARTS = 24
/** Each of these counts the siblings of an element again. */
const MOST_COUNTS = 4

/** The pseudo-classes of CSS Selectors 4 that need neither a user nor styles, so a browser and a parsed page agree on them. */
const PSEUDO_CLASSES =
  /^(?:(?:first|last|only)-(?:child|of-type)|nth-(?:last-)?(?:child|of-type)|not|is|where|has|empty|root|scope|checked|disabled|enabled|required|optional|any-link|link)$/

const withInner = (selectors: Selector[][]): Selector[][] =>
  selectors.flatMap((one) => [
    one,
    ...one.flatMap((part) => ('data' in part && Array.isArray(part.data) ? withInner(part.data) : [])),
  ])

/** A scan visits many elements for each element that it tests, so the costs of several scans multiply. */
const isScan = (part: Selector) => part.type === 'sibling' || (part.type === 'pseudo' && part.name === 'has')
const isNth = (part: Selector) => part.type === 'pseudo' && part.name.startsWith('nth-')
const isCount = (part: Selector) => part.type === 'adjacent' || isNth(part)

/** How often a selector counts siblings for one element at most, including the counts within `:not()` and `:is()`. */
function mostCounts(one: Selector[]): number {
  let [most, here] = [0, 0]
  for (const part of one) {
    if (isTraversal(part)) here = 0
    else if (isNth(part)) here += 1
    if ('data' in part && Array.isArray(part.data)) here += part.data.reduce((sum, inner) => sum + mostCounts(inner), 0)
    most = Math.max(most, here)
  }
  return most
}

function problemIn(selectors: Selector[][]): string | null {
  const parts = selectors.flat()
  const pseudo = parts.find((part) => part.type === 'pseudo' && !PSEUDO_CLASSES.test(part.name))
  if (pseudo && 'name' in pseudo) return `has ":${pseudo.name}", which is not supported`
  if (
    parts.some(
      (part) => part.type === 'attribute' && part.action === 'element' && !/^[-\w\u0080-\uffff]/.test(part.value),
    )
  )
    return 'has a class without a name'
  if (selectors.some((one) => one.length === 0 || isTraversal(one.at(-1) as Selector))) return 'ends in the middle'
  if (parts.length > MOST_PARTS) return `has ${parts.length} parts; at most ${MOST_PARTS} are allowed`
  const counts = Math.max(0, ...selectors.map(mostCounts))
  if (counts > MOST_COUNTS) {
    return `has ":nth-child()" or the like ${counts} times for one element; at most ${MOST_COUNTS} are allowed`
  }
  const scans = parts.filter(isScan).length
  if (scans > 1 || (scans === 1 && parts.some(isCount))) {
    return 'is too slow: "~" and ":has()" can be used once, and not together with "+" or ":nth-child()"'
  }
  return null
}

/** Describes the problem with a CSS selector. Null when it is valid and cheap enough on a normal page. */
function checkSelector(css: string): string | null {
  if (css.trim() === '') return 'a CSS selector must not be empty'
  if (css.length > LONGEST)
    return `a CSS selector of ${css.length} characters is too long; at most ${LONGEST} are allowed`
  try {
    const problem = problemIn(withInner(parse(css)))
    if (problem) return `the CSS selector "${css}" ${problem}`
    compile(css)
    return null
  } catch (error) {
    return `"${css}" is not a CSS selector: ${error instanceof Error ? error.message : String(error)}`
  }
}
