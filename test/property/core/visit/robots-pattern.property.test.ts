import { robotsPattern } from '@edgesweep/core/visit/robots-pattern.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs } from '../../../support/property-runs.ts'

/** The definition: a star stands for any text, and a dollar sign at the end for the end of the path. */
function model(pattern: string): RegExp {
  const isWhole = pattern.endsWith('$')
  const text = (isWhole ? pattern.slice(0, -1) : pattern).replace(/[$?.]/g, String.raw`\$&`).replaceAll('*', '.*')
  return new RegExp(`^${text}${isWhole ? '$' : ''}`)
}

// Two letters, so that texts repeat themselves and most patterns match somewhere.
const text = (letters: string, maxLength: number) =>
  fc.array(fc.constantFrom(...letters), { maxLength }).map((all) => `/${all.join('')}`)

test('a pattern matches the same paths as its definition', () => {
  fc.assert(
    fc.property(text('aaabb*$?', 24), text('aaaabb?$', 40), (pattern, path) => {
      expect(robotsPattern(pattern)(path)).toBe(model(pattern).test(path))
    }),
    { numRuns: runs(20_000) },
  )
})

test('a long text that repeats itself is found at its first occurrence', () => {
  fc.assert(
    fc.property(text('ab', 12), text('aab', 60), (needle, path) => {
      expect(robotsPattern(`/*${needle.slice(1)}*${needle.slice(1)}`)(path)).toBe(
        model(`/*${needle.slice(1)}*${needle.slice(1)}`).test(path),
      )
    }),
    { numRuns: runs(5_000) },
  )
})
