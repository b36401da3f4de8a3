/** A compiled pattern of a robots.txt (RFC 9309, 2.2.3): `*` stands for any text, `$` at the end for the end of the path. */
export type RobotsPattern = (path: string) => boolean

/**
 * Compiles a pattern. A match takes time in proportion to the pattern and the path together: the text between two stars is matched at its
 * first occurrence, because a later one would leave less of the path for the rest.
 */
export function robotsPattern(pattern: string): RobotsPattern {
  const isWhole = pattern.endsWith('$')
  const [start, ...others] = (isWhole ? pattern.slice(0, -1) : pattern).split('*') as [string, ...string[]]
  const last = isWhole ? others.pop() : undefined
  return (path) => {
    if (!path.startsWith(start)) return false
    let at = start.length
    for (const text of others) {
      const found = indexIn(path, text, at)
      if (found === -1) return false
      at = found + text.length
    }
    if (last !== undefined) return path.length - last.length >= at && path.endsWith(last)
    return !isWhole || at === path.length
  }
}

/** `indexOf` by Knuth, Morris and Pratt: it never goes back in the path, even if the text repeats itself. */
function indexIn(path: string, text: string, from: number): number {
  if (text.length < 8) return path.indexOf(text, from)
  const borders = bordersOf(text)
  let matched = 0
  for (let at = from; at < path.length; at++) {
    while (matched > 0 && path[at] !== text[matched]) matched = borders[matched - 1]!
    if (path[at] === text[matched]) matched += 1
    if (matched === text.length) return at - matched + 1
  }
  return -1
}

/** For each prefix of a text, the length of its longest proper prefix that is also its suffix. */
function bordersOf(text: string): Uint32Array {
  const borders = new Uint32Array(text.length)
  for (let at = 1, matched = 0; at < text.length; at++) {
    while (matched > 0 && text[at] !== text[matched]) matched = borders[matched - 1]!
    if (text[at] === text[matched]) matched += 1
    borders[at] = matched
  }
  return borders
}
