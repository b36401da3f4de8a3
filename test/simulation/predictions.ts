import { parseJobId } from '@edgesweep/core/lane/job-id.ts'
import { forecastIn, type LaneHead } from '@edgesweep/core/lane/lane-head.ts'
import { Consumer } from './consumer.ts'
import { lognormal, randomFrom } from './random.ts'
import { SimulatedLane } from './simulated-lane.ts'
import { VirtualTime } from './virtual-time.ts'

/** A burst whose capacity is halved when half of it has started. Seconds are means. */
export interface PredictionOptions {
  carts: number
  keys: number
  slots: number
  seconds: number
  sigma: number
  seed: number
}

/** How true what was told came; shares of the jobs that waited long enough to be told. */
export interface PredictionResult {
  judged: number
  /** Started within ±25 % of the p50 told one minute before. */
  withinQuarter: number
  /** Started before the p90 told one minute before. */
  beforeP90: number
  /** Samples of positions, and those that were not the true number of own jobs ahead, or rose. */
  sampled: number
  wrongPositions: number
}

const sampleMs = 1_000
const toldBeforeMs = 60_000
/** The forecast of each job is judged once; the position of every so many jobs is looked at in each sample. */
const positionEvery = 97

/** Plays the burst, and holds every job's forecast of a minute before its start against its start. */
export async function judgePredictions(options: PredictionOptions): Promise<PredictionResult> {
  const { carts, keys, seconds, sigma, seed } = options
  const time = new VirtualTime()
  const startedAt = new Map<string, number>()
  const keyOf = new Map<string, string>()
  const queued = new Map<string, string[]>()
  const serviceMs = lognormal(seconds * 1000, sigma, randomFrom(seed))
  let slots = options.slots
  let ended = 0
  const lane: SimulatedLane = new SimulatedLane(time, 1, () => time.after(100, begin))
  function begin() {
    new Consumer({
      time,
      lane,
      browsers: null,
      slots: () => slots,
      work: (_, done) => time.after(serviceMs(), done),
      betweenMs: 0,
      started: ({ id }) => {
        startedAt.set(id, time.now)
        if (startedAt.size === Math.floor(carts / 2)) slots = Math.ceil(slots / 2)
      },
      ended: () => {
        ended += 1
      },
    })
  }

  for (let key = 0; key < keys; key++) {
    const keyId = `key-${key}`
    const ids = await lane.submit(keyId, Math.floor(carts / keys))
    queued.set(keyId, ids)
    for (const id of ids) keyOf.set(id, keyId)
  }
  const heads = new Map<string, LaneHead[]>([...queued.keys()].map((keyId) => [keyId, []]))
  const last = new Map<string, number>()
  let sampled = 0
  let wrongPositions = 0
  const sample = async () => {
    for (const [keyId, ids] of queued) {
      const head = await lane.desk.head(keyId)
      heads.get(keyId)!.push(head)
      const waiting = ids.filter((id) => !startedAt.has(id))
      for (let place = 0; place < waiting.length; place += positionEvery) {
        const id = waiting[place]!
        const position = forecastIn(head, sequenceOf(id))?.position
        sampled += 1
        if (position !== place + 1 || position > (last.get(id) ?? Number.POSITIVE_INFINITY)) wrongPositions += 1
        last.set(id, position ?? 0)
      }
    }
    time.after(sampleMs, () => void sample())
  }
  await sample()
  await time.passUntil(() => ended === keyOf.size)

  let judged = 0
  let withinQuarter = 0
  let beforeP90 = 0
  for (const [id, at] of startedAt) {
    const head = heads.get(keyOf.get(id)!)![Math.floor((at - toldBeforeMs) / sampleMs)]
    const told = head && forecastIn(head, sequenceOf(id))?.startSeconds
    if (!told) continue
    const waited = (at - Math.floor((at - toldBeforeMs) / sampleMs) * sampleMs) / 1000
    judged += 1
    if (Math.abs(waited - told.p50) <= told.p50 / 4) withinQuarter += 1
    if (waited <= told.p90) beforeP90 += 1
  }
  return { judged, withinQuarter: withinQuarter / judged, beforeP90: beforeP90 / judged, sampled, wrongPositions }
}

const sequenceOf = (id: string): number => parseJobId(id)!.sequence
