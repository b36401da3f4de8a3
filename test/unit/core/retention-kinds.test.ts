import { cutOffs } from '@edgesweep/core/retention/cut-offs.ts'
import { retentionFrom, retentionKinds, retentionNames } from '@edgesweep/core/retention-kinds.ts'
import { settingsFrom } from '@edgesweep/core/settings.ts'
import { expect, test } from 'vitest'

const { jobs, orphans, job_pages } = retentionKinds

test('each variable sets the days of its kind and of no other', () => {
  for (const kind of retentionNames) {
    const set = retentionFrom({ [retentionKinds[kind].variable]: '4321' })
    expect(set).toEqual({ ...retentionFrom({}), [kind]: 4_321 })
  }
})

test('a kind is kept for ever where that is allowed', () => {
  for (const kind of retentionNames) {
    const { variable, mayStay } = retentionKinds[kind]
    const read = () => retentionFrom({ [variable]: 'forever' })[kind]
    if (mayStay) expect(read()).toBeNull()
    else expect(read).toThrow(`${variable} must be a whole number of days from`)
  }
})

test.each(['0', '-1', '1.5', '', ' ', 'for ever', '36501', '30 days', 'NaN', '1e9'])(
  '"%s" is refused for every kind, with the variable and the bounds',
  (text) => {
    for (const kind of retentionNames) {
      const { variable, least } = retentionKinds[kind]
      const refused = `${variable} must be a whole number of days from ${least} to 36500`
      expect(() => settingsFrom({ [variable]: text })).toThrow(refused)
    }
  },
)

test('fewer days than something may still be needed are refused', () => {
  for (const { variable, least } of [orphans, job_pages, jobs]) {
    expect(() => retentionFrom({ [variable]: String(least - 1) })).toThrow(`days from ${least} to`)
    expect(() => retentionFrom({ [variable]: String(least) })).not.toThrow()
  }
})

test('kinds that go by days are old from midnight (UTC), all others from the same time of day', () => {
  const days = { ...retentionFrom({}), jobs: 2, pages: 2, snapshots: 1, archive: null }
  expect(cutOffs(days, '2026-03-01T13:14:15.123456Z')).toMatchObject({
    jobs: '2026-02-27T13:14:15.123Z',
    pages: '2026-02-27T00:00:00.000Z',
    snapshots: '2026-02-28T00:00:00.000Z',
    archive: null,
  })
})
