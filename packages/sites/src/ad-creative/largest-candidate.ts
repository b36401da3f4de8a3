/**
 * The link of a `srcset` to its largest image, by width or density (HTML, "parse a srcset attribute"), as written there; undefined when there is none.
 */
export function largestCandidate(srcset: string): string | undefined {
  let largest: { link: string; size: number } | undefined
  for (const { link, size } of candidatesOf(srcset)) {
    if (!largest || size > largest.size) largest = { link, size }
  }
  return largest?.link
}

/** A link may have commas in it, and ends at white space or with the commas before that; what follows, up to a comma, tells its size. */
function* candidatesOf(srcset: string): Generator<{ link: string; size: number }> {
  let link: string | undefined
  let size = 1
  for (let [part] of srcset.matchAll(/\S+/g)) {
    if (link !== undefined) {
      const comma = part.indexOf(',')
      const told = Number.parseFloat(comma < 0 ? part : part.slice(0, comma))
      if (told > 0) size = told
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

/** From where to where a text has no commas at its ends. */
function withoutCommas(text: string): [number, number] {
  let [start, end] = [0, text.length]
  while (start < end && text[start] === ',') start += 1
  while (end > start && text[end - 1] === ',') end -= 1
  return [start, end]
}
