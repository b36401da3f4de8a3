import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { realFolder } from '../../../support/real-folder.ts'
import { readPage } from './page-of.ts'

interface Example {
  id: string
  jsonld: string
  microdata?: string
  rdfa?: string
}

const folder = realFolder('schema-org')
const all: Example[] = folder ? JSON.parse(readFileSync(`${folder}/commerce_examples.json`, 'utf8')) : []
const inBoth = all.filter(({ jsonld, microdata }) => jsonld && microdata)

/** Examples that say different things in different syntaxes: the fields that differ, and the reason. */
const DIFFERENT: Record<string, { microdata?: string[]; rdfa?: string[]; why: string }> = {
  'examples.txt#9': { microdata: ['price'], rdfa: ['price'], why: '55.00 in JSON-LD, 1000.00 in the others' },
  'examples.txt#170': {
    microdata: ['name', 'url'],
    rdfa: ['name', 'url'],
    why: 'JSON-LD has no event, only an offer with an address',
  },
  'examples.txt#206': {
    microdata: ['items'],
    rdfa: ['items'],
    why: '"Brand 502", in the others "BRAND 502"; microdata states its currency in an RDFa attribute',
  },
  'sdo-fibo-examples.txt#2': {
    microdata: ['items'],
    rdfa: ['items'],
    why: '"Select account", in the others "Select Account"',
  },
  'sdo-fibo-examples.txt#4': { microdata: ['name'], rdfa: ['name'], why: 'a full stop after the name' },
  'sdo-fibo-examples.txt#5': {
    microdata: ['items'],
    rdfa: ['items'],
    why: 'JSON-LD repeats 0.30 for all four, RDFa omits one quantity',
  },
  'sdo-offeredby-examples.txt#0': {
    rdfa: ['availability'],
    why: 'the offer in RDFa has no availability and names no item',
  },
  'sdo-offeredby-examples.txt#2': { microdata: ['url'], why: 'JSON-LD has an @id and no url' },
  'sdo-offeredby-examples.txt#3': {
    microdata: ['items'],
    rdfa: ['items'],
    why: '"Carpet cleaning", in the others "Carpet deep cleaning"',
  },
  'sdo-sponsor-examples.txt#0': {
    microdata: ['name', 'url'],
    rdfa: ['name', 'url'],
    why: '"The Missoula Marathon", in the others with the year and an address',
  },
  'sdo-videogame-examples.txt#3': { microdata: ['name'], rdfa: ['name'], why: '"Monopoly", in the others "MONOPOLY"' },
}

const asPage = (text: string) =>
  text.trim().startsWith('{') ? `<script type="application/ld+json">${text}</script>` : text

function differing(example: Example, syntax: 'microdata' | 'rdfa'): string[] {
  const left = readPage(asPage(example.jsonld))
  const right = readPage(asPage(example[syntax] as string))
  return (Object.keys(left) as (keyof typeof left)[]).filter(
    (field) => JSON.stringify(left[field]) !== JSON.stringify(right[field]),
  )
}

describe.skipIf(!folder)("schema.org's own commerce examples", () => {
  test.each(inBoth.map((example) => [example.id, example] as const))(
    '%s yields the same record from microdata as from JSON-LD',
    (id, example) => {
      expect(differing(example, 'microdata')).toEqual(DIFFERENT[id]?.microdata ?? [])
    },
  )

  test.each(inBoth.filter(({ rdfa }) => rdfa).map((example) => [example.id, example] as const))(
    '%s yields the same record from RDFa as from JSON-LD',
    (id, example) => {
      expect(differing(example, 'rdfa')).toEqual(DIFFERENT[id]?.rdfa ?? [])
    },
  )

  test('all 43 examples are compared, and every exception is one of them', () => {
    expect(inBoth).toHaveLength(43)
    expect(Object.keys(DIFFERENT).filter((id) => !inBoth.some((example) => example.id === id))).toEqual([])
  })
})
