import { EMPTY, startBenchServer } from '../../support/postgres/bench-server.ts'
import type { Table } from '../../support/table.ts'
import { installPeers } from '../peers/install-peers.ts'
import type { BenchReport, Ratio, Verdict } from '../verdict.ts'
import { bare, larger, least, ours, peers } from './arms.ts'
import { ClaimDatabase } from './claim-database.ts'
import type { ClaimOptions } from './options.ts'
import { type HeldResult, runHeld } from './run-held.ts'
import { runSize, type SizeResult } from './run-sizes.ts'

const say = (line: string) => void process.stderr.write(`${line}\n`)
const leastOfBare = 0.8
const name = 'bench_claim'

/** Claims and completes records with all arms at all sizes, then during an open transaction. */
export async function runClaim(options: ClaimOptions): Promise<BenchReport> {
  if (options.peers) await installPeers(say)
  const arms = [ours, bare, least, ...(options.peers ? [...peers, larger] : [])]
  const armsAt = (batch: number) => arms.filter((one) => batch > 1 || one !== larger)
  const server = await startBenchServer(options.settings)
  await server.run('postgres', `create database ${name} template ${EMPTY}`)
  const database = new ClaimDatabase(server.url(name))
  try {
    for (const { setup } of arms) if (setup) await database.run(setup)
    const sizes: SizeResult[] = []
    for (const batch of options.parts.includes('sizes') ? options.batches : [])
      for (const backlog of options.backlogs)
        sizes.push(await runSize(database, armsAt(batch), bare, { ...options, batch, backlog }, say))
    const held: HeldResult[] = []
    for (const arm of options.parts.includes('held') ? arms.filter((one) => one !== least) : []) {
      held.push(await runHeld(database, arm, options))
      say(`a transaction held open for ${options.heldSeconds} s: ${arm.name} done`)
    }
    return {
      tables: [...sizes.map(sizeTable), ...(held.length > 0 ? [heldTable(held)] : [])],
      verdict: judge(sizes, held),
    }
  } finally {
    await database.close()
    await server.close()
  }
}

const rate = (value: number) => Math.round(value).toLocaleString('en')

const sizeTable = ({ batch, backlog, perSecond, ofBare }: SizeResult): Table => ({
  caption: `Records a second, ${batch} at a time, ${backlog.toLocaleString('en')} waiting`,
  rows: [...perSecond].map(([name, { median, min, max }]) => ({
    arm: name,
    'records/s': rate(median),
    from: rate(min),
    to: rate(max),
    'of bare SQL': ofBare.get(name)!.median.toFixed(2),
  })),
})

const heldTable = (held: HeldResult[]): Table => ({
  caption: 'Records a second beside a transaction that is held open, 50 at a time',
  rows: held.map(({ name, before, during, recoverySeconds }) => ({
    arm: name,
    before: rate(before),
    'first 5 s': rate(during[0]!),
    'last 5 s': rate(during.at(-1)!),
    'of before': (during.at(-1)! / before).toFixed(2),
    'back after': recoverySeconds === null ? 'not as long' : `${recoverySeconds} s`,
  })),
})

function judge(sizes: SizeResult[], held: HeldResult[]): Verdict {
  const behind = sizes.flatMap(({ batch, backlog, perSecond, ofBare }) => {
    const own = perSecond.get(ours.name)!.median
    const ahead = peers.filter(({ name }) => (perSecond.get(name)?.median ?? 0) >= own).map(({ name }) => name)
    const share = ofBare.get(ours.name)!.median
    const slow = batch === 50 && share < leastOfBare ? [`${share.toFixed(2)} of bare SQL`] : []
    return [...ahead.map((name) => `behind ${name}`), ...slow].map(
      (what) => `batch ${batch}, backlog ${backlog}: ${what}`,
    )
  })
  return {
    bench: 'claim',
    ok: behind.length === 0,
    behind,
    ratios: sizes.flatMap(ratiosOf),
    sizes: sizes.map(({ perSecond, ofBare, ...size }) => ({
      ...size,
      perSecond: Object.fromEntries([...perSecond].map(([name, { median }]) => [name, median])),
      ofBare: ofBare.get(ours.name)!.median,
      ofLeast: ofBare.get(ours.name)!.median / ofBare.get(least.name)!.median,
    })),
    held,
  }
}

/** Edgesweep's records a second, divided by those of bare SQL over the same records and of each peer. */
function ratiosOf({ batch, backlog, perSecond, ofBare }: SizeResult): Ratio[] {
  const own = ofBare.get(ours.name)!.median
  return [...perSecond.keys()]
    .filter((name) => name !== ours.name && name !== least.name)
    .map((name) => ({
      name: `records a second, ${batch} at a time, ${backlog} waiting / ${name}`,
      value: own / ofBare.get(name)!.median,
      better: 'higher',
    }))
}
