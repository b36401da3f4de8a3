import type { JobSpec } from '@edgesweep/core/job/job-spec.ts'
import { planJob } from '@edgesweep/core/job/plan-job.ts'
import { expect, test } from 'vitest'

test('a cart has one item for each term, in order, even for a repeated term', () => {
  const plan = planJob({ kind: 'cart', items: ['milk', 'eggs', 'milk'], zipcode: '10001', max_products_per_item: 5 })
  expect(plan.map((item) => item.label)).toEqual(['milk', 'eggs', 'milk'])
  expect(plan[1]).toEqual({
    label: 'eggs',
    follows: null,
    work: { type: 'search', term: 'eggs', zipcode: '10001', limit: 5 },
  })
})

test('a cart without a limit gets at most 20 products for each term', () => {
  const [item] = planJob({ kind: 'cart', items: ['milk'], zipcode: '10001' })
  expect(item!.work).toMatchObject({ limit: 20 })
})

test('a page job has one item', () => {
  const url = 'https://shop.example.com/milk'
  expect(planJob({ kind: 'page', url, site: 'schema-org' })).toEqual([
    { label: url, follows: null, work: { type: 'page', url, site: 'schema-org', options: null, files: [] } },
  ])
})

test('an outlet job scans and then extracts its outlet, and does not belong to a sweep', () => {
  expect(planJob({ kind: 'outlet', outlet_id: 'out_1' })).toEqual([
    { label: 'scan out_1', follows: null, work: { type: 'scan', outletId: 'out_1', sweepId: null } },
    { label: 'extract out_1', follows: 0, work: { type: 'extract', outletId: 'out_1', sweepId: null, files: [] } },
  ])
})

test('the extraction of each outlet of a sweep follows its own scan only', () => {
  const plan = planJob({ kind: 'sweep', sweep_id: 'swp', outlet_ids: ['a', 'b'] })
  expect(plan.map(({ label, follows }) => [label, follows])).toEqual([
    ['scan a', null],
    ['scan b', null],
    ['extract a', 0],
    ['extract b', 1],
  ])
  expect(plan.every(({ work }) => 'sweepId' in work && work.sweepId === 'swp')).toBe(true)
})

test('a re-extraction has one item for each outlet and scans none', () => {
  const [item, ...others] = planJob({ kind: 'reextract', sweep_id: 'swp', outlet_ids: ['a', 'b'] })
  expect(item).toEqual({
    label: 'reextract a',
    follows: null,
    work: { type: 'reextract', outletId: 'a', sweepId: 'swp' },
  })
  expect(others.map(({ label, follows }) => [label, follows])).toEqual([['reextract b', null]])
})

test('the requested files of a job belong to its pages and extractions, not to its scans', () => {
  const sweep = planJob({ kind: 'sweep', sweep_id: 'swp', outlet_ids: ['a'], files: ['images'] })
  expect(sweep.map(({ work }) => ('files' in work ? work.files : null))).toEqual([null, ['images']])
  const [page] = planJob({ kind: 'page', url: 'https://shop.example.com/', site: 'schema-org', files: ['screenshot'] })
  expect(page!.work).toMatchObject({ files: ['screenshot'] })
})

test('a job of an unknown kind has no items', () => {
  expect(planJob({ kind: 'crawl' } as unknown as JobSpec)).toEqual([])
})
