import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '../..')

/** A fenced block of a page. */
export interface Block {
  language: string
  text: string
  /** The `json` or `text` block that directly follows it: the answer of a command. */
  answer: { language: string; text: string } | null
}

/** A page of the documentation. */
export interface Page {
  /** Relative to the project. */
  path: string
  text: string
  blocks: Block[]
}

/** All pages, by path. */
export function readPages(): Page[] {
  const paths = ['README.md', 'CONTRIBUTING.md', 'infra/hosts/README.md', ...globSync('docs/**/*.md', { cwd: root })]
  return paths.sort().map((path) => {
    const text = readFileSync(join(root, path), 'utf8')
    return { path, text, blocks: blocksOf(text) }
  })
}

/** A page without its fenced blocks. */
export const proseOf = ({ text }: Page): string => text.replace(fence, '')

const fence = /^```(\w*)\n([\s\S]*?)^```$/gm

function blocksOf(text: string): Block[] {
  const found = [...text.matchAll(fence)]
  return found.map((match, index): Block => {
    const next = found[index + 1]
    const end = match.index + match[0].length
    const isAnswered = next && ['json', 'text'].includes(next[1]!) && text.slice(end, next.index).trim() === ''
    return {
      language: match[1]!,
      text: match[2]!,
      answer: isAnswered ? { language: next[1]!, text: next[2]! } : null,
    }
  })
}
