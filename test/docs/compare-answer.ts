/** Stands for any value, and as a key for further fields. */
const anything = '…'

/** How an output differs from the answer that a page documents; null where it does not. JSON is compared by shape, text by its lines. */
export function differenceOf(answer: { language: string; text: string }, output: string): string | null {
  if (answer.language === 'text') return missingLine(answer.text, output)
  try {
    return shapeDifference(JSON.parse(answer.text), JSON.parse(output), 'answer')
  } catch (error) {
    return `no JSON: ${(error as Error).message}`
  }
}

/** Documented lines must come in their order; numbers may differ, and an ellipsis stands for anything. */
function missingLine(text: string, output: string): string | null {
  const lines = output.split('\n').values()
  for (const expected of text.split('\n').filter((line) => line.trim() !== '')) {
    const pattern = new RegExp(`^${patternOf(expected)}$`)
    if (!lines.some((line) => pattern.test(line.trimEnd()))) return `no line "${expected}"`
  }
  return null
}

const patternOf = (line: string): string =>
  line
    .trimEnd()
    .replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/\d[\d,]*/g, '[\\d,]+')
    .replaceAll(/ {2,}/g, ' +')
    .replaceAll(anything, '.*')

/** The same fields with values of the same types. Null matches any value. A list is compared up to the number of documented entries. */
function shapeDifference(expected: unknown, actual: unknown, place: string): string | null {
  if (expected === anything) return null
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual)) return `${place} is not a list`
    if (actual.length < expected.length) return `${place} has ${actual.length} of ${expected.length} entries`
    return firstOf(expected.map((entry, index) => shapeDifference(entry, actual[index], `${place}[${index}]`)))
  }
  if (typeof expected === 'object' && expected !== null) {
    if (typeof actual !== 'object' || actual === null || Array.isArray(actual)) return `${place} is not an object`
    return fieldDifference(expected as Fields, actual as Fields, place)
  }
  if (expected === null || actual === null || typeof expected === typeof actual) return null
  return `${place} is ${JSON.stringify(actual)} in place of ${JSON.stringify(expected)}`
}

type Fields = Record<string, unknown>

function fieldDifference(expected: Fields, actual: Fields, place: string): string | null {
  const names = Object.keys(expected).filter((name) => name !== anything)
  const missing = names.find((name) => !(name in actual))
  if (missing !== undefined) return `${place} has no ${missing}`
  const more = anything in expected ? undefined : Object.keys(actual).find((name) => !names.includes(name))
  if (more !== undefined) return `${place} also has ${more}`
  return firstOf(names.map((name) => shapeDifference(expected[name], actual[name], `${place}.${name}`)))
}

const firstOf = (differences: Array<string | null>): string | null =>
  differences.find((difference) => difference !== null) ?? null
