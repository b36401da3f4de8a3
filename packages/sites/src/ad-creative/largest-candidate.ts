/**
 * The link to the largest image of a `srcset`, by width or density, as written. Undefined when the list is empty.
 * Format: HTML Standard, "parse a srcset attribute".
 */
export function largestCandidate(srcset: string): string | undefined {
  let largest: { link: string; size: number } | undefined
  for (const { link, size } of candidatesOf(srcset)) {
    if (!largest || size > largest.size) largest = { link, size }
  }
  return largest?.link
}

/** A link may contain commas. White space or trailing commas end it, and a size may follow up to the next comma. */
function* candidatesOf(srcset: string): Generator<{ link: string; size: number }> {
  let link: string | undefined
  let size = 1
  for (let [part] of srcset.matchAll(/\S+/g)) {
    if (link !== undefined) {
      const comma = part.indexOf(',')
      const stated = Number.parseFloat(comma < 0 ? part : part.slice(0, comma))
      if (stated > 0) size = stated
      if (comma < 0) continue
      yield { link, size }
      link = undefined
      size = 1
      part = part.slice(comma + 1)
    }
    const [start, end] = withoutCommas(part)
    if (start === end) continue
    if (end < part.length) yield { link: part.slice(start, end), size: 1 }
    else link = part.slice(start)
  }
  if (link !== undefined) yield { link, size }
}

/** The start and end index of a text without its leading and trailing commas. */
function withoutCommas(text: string): [number, number] {
  let [start, end] = [0, text.length]
  while (start < end && text[start] === ',') start += 1
  while (end > start && text[end - 1] === ',') end -= 1
  return [start, end]
}
