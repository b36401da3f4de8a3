import type { Outlet } from '@edgesweep/dashboard/src/api/bodies.ts'
import { hasTrait, type OutletTrait } from '@edgesweep/dashboard/src/outlets/outlet-state.ts'
import { expect, test } from 'vitest'

const traits: OutletTrait[] = ['online', 'offline', 'unknown', 'held back', 'off']
const outletOf = (enabled: boolean, online: boolean | null, quarantined_at: string | null = null) =>
  ({ enabled, online, quarantined_at }) as Outlet

test.each([
  [outletOf(true, true), ['online']],
  [outletOf(true, false), ['offline']],
  [outletOf(true, null), ['unknown']],
  [outletOf(true, true, '2026-11-22T12:00:00Z'), ['online', 'held back']],
  [outletOf(false, true), ['off']],
  [outletOf(false, null), ['off']],
  [outletOf(false, false, '2026-11-22T12:00:00Z'), ['held back', 'off']],
])('an outlet of %j counts as %j: a disabled one is neither online nor offline', (outlet, expected) => {
  expect(traits.filter((trait) => hasTrait(outlet, trait))).toEqual(expected)
})
