import { cutOffs } from '@edgesweep/core/retention/cut-offs.ts'
import { retentionFrom, retentionKinds, retentionNames } from '@edgesweep/core/retention-kinds.ts'
import { settingsFrom } from '@edgesweep/core/settings.ts'
import { expect, test } from 'vitest'

const { jobs, orphans, job_pages } = retentionKinds

test('each variable sets the days of its kind and of no other', () => {
  for (const kind of retentionNames) {
    const others = { JOB_RETENTION_DAYS: '20', SWEEP_RETENTION_DAYS: '5000', RECEIVER_RETENTION_DAYS: '21' }
    const own = { DEAD_LETTER_RETENTION_DAYS: '22', DELIVERY_RETENTION_DAYS: '23' }
    const set = retentionFrom({ ...others, ...own, [retentionKinds[kind].variable]: '4321' })
    expect(set).toEqual({ ...retentionFrom({ ...others, ...own }), [kind]: 4_321 })
  }
})

test.each(['1', '365', 'forever'])(
  'what JOB_RETENTION_DAYS covered before it had its own variable follows %s',
  (text) => {
    const days = text === 'forever' ? null : Number(text)
    const of = (env: object) => retentionFrom({ JOB_RETENTION_DAYS: text, ...env })
    expect(of({})).toMatchObject({ jobs: days, dead_letters: days, deliveries: days, receivers: days })
    expect(of({ DELIVERY_RETENTION_DAYS: '3' })).toMatchObject({ dead_letters: days, deliveries: 3, receivers: days })
  },
)

test.each([
  ['90', '90', true],
  ['91', '90', false],
  ['forever', '90', false],
  ['forever', 'forever', true],
  ['8', undefined, true],
  ['91', undefined, false],
  [undefined, '6', false],
])('pages for %s days and sweeps for %s: %s', (pages, sweeps, isRight) => {
  const env = {
    ...(pages && { PAGE_RETENTION_DAYS: pages }),
    ...(sweeps && { SWEEP_RETENTION_DAYS: sweeps }),
  }
  const read = () => retentionFrom(env)
  if (isRight) expect(read).not.toThrow()
  else expect(read).toThrow('PAGE_RETENTION_DAYS must not be more than SWEEP_RETENTION_DAYS')
})

test('results never name a file or page that is already deleted, whatever is set', () => {
  const [deadlineDays, ttlDays] = [1, 7]
  for (const { variable, least } of [retentionKinds.files, job_pages]) {
    expect(least).toBeGreaterThan(deadlineDays + ttlDays)
    expect(() => retentionFrom({ [variable]: String(deadlineDays + ttlDays) })).toThrow(variable)
  }
})

test('a kind is kept for ever where that is allowed', () => {
  for (const kind of retentionNames) {
    const { variable, mayStay } = retentionKinds[kind]
    const read = () => retentionFrom({ SWEEP_RETENTION_DAYS: 'forever', [variable]: 'forever' })[kind]
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
