import { ArrivalLog } from '@edgesweep/infra/demo-town/machine/arrival-log.ts'
import { expect, test } from 'vitest'

test('an arrival log keeps the newest arrivals, oldest first', () => {
  const log = new ArrivalLog(3)
  for (let at = 0; at < 20; at += 1) {
    log.add({ at, path: '/', user_agent: null, status: 200 })
    expect(log.read().map((arrival) => arrival.at)).toEqual([at - 2, at - 1, at].filter((time) => time >= 0))
  }
  log.clear()
  expect(log.read()).toEqual([])
})
