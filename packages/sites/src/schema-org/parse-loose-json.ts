import { decodeHTML } from 'entities'
import { spend } from '../site/work-budget.ts'

const OPENERS = ['<!--', '<![CDATA[', '//<![CDATA[', '/*<![CDATA[*/', '// <![CDATA[', '/* <![CDATA[ */']
const CLOSERS = ['-->', ']]>', '//]]>', '/*]]>*/', '// ]]>', '/* ]]> */', ';']

function unwrap(text: string): string {
  let inner = text.trim()
  for (const opener of OPENERS) if (inner.startsWith(opener)) inner = inner.slice(opener.length)
  for (const closer of CLOSERS.toReversed()) if (inner.endsWith(closer)) inner = inner.slice(0, -closer.length).trim()
  return inner
}

function endOfString(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at + 1
}

const RUN_END = /[",/]/g

/** The end of a part that needs no repair: the next quote, comma or slash. */
function endOfRun(text: string, start: number): number {
  RUN_END.lastIndex = start + 1
  return RUN_END.exec(text)?.index ?? text.length
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: this pattern finds control characters to escape them
const CONTROLS = /\\?[\u0000-\u001f]/g

const escapeControl = (char: string) =>
  `\\u${char
    .charCodeAt(char.length - 1)
    .toString(16)
    .padStart(4, '0')}`

const endOf = (found: number, length: number, text: string) => (found === -1 ? text.length : found + length)

/** One pass, so the time is linear in the size of the block for any content. */
function mend(text: string): string {
  const parts: string[] = []
  let comma = false
  for (let at = 0; at < text.length; ) {
    const char = text[at] as string
    const two = text.slice(at, at + 2)
    if (two === '//') at = endOf(text.indexOf('\n', at), 1, text)
    else if (two === '/*') at = endOf(text.indexOf('*/', at), 2, text)
    else if (char === ',' && !comma) {
      comma = true
      at++
    } else {
      const end = char === '"' ? endOfString(text, at) : comma ? at + 1 : endOfRun(text, at)
      if (comma && char.trim() !== '') {
        if (char !== '}' && char !== ']') parts.push(',')
        comma = false
      }
      const part = text.slice(at, end)
      parts.push(char === '"' ? part.replace(CONTROLS, escapeControl) : part)
      at = end
    }
  }
  return parts.join('')
}

/**
 * Parses JSON with the mistakes that pages make: comments, trailing commas, raw line breaks in strings, CDATA or an HTML
 * comment around it, entity encoding. Undefined when it is still not JSON. Nothing is completed, since half a block may hold
 * half a price.
 */
export function parseLooseJson(text: string): unknown {
  for (const candidate of [() => text, () => mend(unwrap(text)), () => mend(unwrap(decodeHTML(text)))]) {
    spend(2 * text.length)
    try {
      return JSON.parse(candidate())
    } catch {}
  }
  return undefined
}
