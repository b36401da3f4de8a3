import { parseJobId } from '@edgesweep/core/lane/job-id.ts'
import { forecastIn, type LaneHead } from '@edgesweep/core/lane/lane-head.ts'
import { Consumer } from './consumer.ts'
import { lognormal, randomFrom } from './random.ts'
import { SimulatedLane } from './simulated-lane.ts'
import { VirtualTime } from './virtual-time.ts'

/** A burst whose capacity is halved after half of its jobs have started. `seconds` is the mean service time. */
export interface PredictionOptions {
  carts: number
  keys: number
  slots: number
  seconds: number
  sigma: number
  seed: number
}

/** The accuracy of forecasts, as shares of the jobs that waited long enough to have one. */
export interface PredictionResult {
  judged: number
  /** Jobs that started within ±25 % of the p50 that was forecast one minute before. */
  withinQuarter: number
  /** Jobs that started before the p90 that was forecast one minute before. */
  beforeP90: number
  /** The number of sampled positions, and of those that rose or differed from the number of own jobs ahead. */
  sampled: number
  wrongPositions: number
}

const sampleMs = 1_000
const forecastBeforeMs = 60_000
/** Each job's forecast is judged once. The position of every 97th job is checked in each sample. */
const positionEvery = 97

/** Simulates the burst and compares each job's start with its forecast of one minute before. */
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
    const head = heads.get(keyOf.get(id)!)![Math.floor((at - forecastBeforeMs) / sampleMs)]
    const forecast = head && forecastIn(head, sequenceOf(id))?.startSeconds
    if (!forecast) continue
    const waited = (at - Math.floor((at - forecastBeforeMs) / sampleMs) * sampleMs) / 1000
    judged += 1
    if (Math.abs(waited - forecast.p50) <= forecast.p50 / 4) withinQuarter += 1
    if (waited <= forecast.p90) beforeP90 += 1
  }
  return { judged, withinQuarter: withinQuarter / judged, beforeP90: beforeP90 / judged, sampled, wrongPositions }
}

const sequenceOf = (id: string): number => parseJobId(id)!.sequence
