import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { roleUrl } from '@edgesweep/db/role-url.ts'
import { databaseRoles } from '@edgesweep/db/roles.ts'
import { chromeCommand } from '@edgesweep/infra/local/chromium.ts'
import { openHome } from '@edgesweep/infra/local/home.ts'
import { writeAdvertisers } from '../import/write-file.ts'
import { Importing } from '../importing.ts'
import { startTown } from '../scrape/town.ts'
import { type GuestBurner, openGuestBurner } from './burn-guest.ts'
import { chooseTargets } from './choose-targets.ts'
import type { Design, Target } from './design.ts'
import { type Driver, startDriver } from './driver/driver.ts'
import { followLockWaits, type LockWaits } from './follow-lock-waits.ts'
import { type Menus, openMenus } from './menus.ts'
import { startOld } from './old/start-old.ts'
import type { LiveOptions } from './options.ts'
import { type Ours, startOurs } from './start-ours.ts'
import type { TownTime } from './sweep-for.ts'

/** The environment of all arms. */
export interface World extends AsyncDisposable {
  time: TownTime
  targets: Target[]
  ours: Ours
  old: Design[]
  driver: Driver
  guest: GuestBurner
  lockWaits: LockWaits
  /** Towns that differ in the number of items per outlet. */
  menus: Menus[]
  /** Null when no arm imports. */
  importing: Importing | null
}

/** More outlets than needed, because some are closed at the first tick. */
const townOutlets = (count: number) => Math.ceil(count * 1.25) + 3
/** The length of a control slice inside workerd. During a sweep, its thread computes for 0.6 to 0.8 ms between two waits. */
const guestSliceMs = 1

export async function openWorld(options: LiveOptions, say: (line: string) => void): Promise<World> {
  await using parts = new AsyncDisposableStack()
  const largest = Math.max(...options.outlets)
  const town = parts.adopt(await startTown({ outlets: townOutlets(largest), latencyMs: options.pageMs }), (one) =>
    one.close(),
  )
  const time = { town, tick: 0 }
  await town.freeze(time.tick)
  const targets = await chooseTargets(town, time.tick, largest)
  const menus = options.arms.includes('items') ? await openMenus(parts, options) : []
  say('Starting the local stack.')
  const ours = parts.use(await startOurs([...targets, ...menus.flatMap((menu) => menu.targets)]))
  const home = openHome(ours.stack.home)
  const chromium = { chromium: chromeCommand(home), env: { XDG_CACHE_HOME: home.cache } }
  const old: Design[] = []
  for (const name of options.designs) {
    if (name === 'ours') continue
    say(`Starting the design "${name}".`)
    old.push(parts.use(await startOld(name, targets, chromium)))
  }
  const driver = parts.adopt(await startDriver(), (one) => one.close())
  const guest = parts.adopt(await openGuestBurner(ours, await ours.stack.workerd(), guestSliceMs), (one) => one.close())
  const lockWaits = await followLockWaits(ours.stack)
  const importing = options.arms.some((arm) => arm === 'import' || arm === 'both')
    ? await openImporting(parts, roleUrl(ours.database, databaseRoles.imports), options.rows, say)
    : null
  const owned = parts.move()
  return {
    ...{ time, targets, menus, ours, old, driver, guest, lockWaits, importing },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** Two files that differ in a twentieth of their rows. One of them is in the table. */
async function openImporting(
  parts: AsyncDisposableStack,
  database: string,
  rows: number,
  say: (line: string) => void,
): Promise<Importing> {
  say(`Importing ${rows} rows.`)
  const folder = parts.adopt(mkdtempSync(join(tmpdir(), 'edgesweep-bench-live-')), (path) =>
    rmSync(path, { recursive: true, force: true }),
  )
  const files = (['0', '5'] as const).map((which) => ({ which, path: join(folder, `${which}.csv`) }))
  for (const { which, path } of files) await writeAdvertisers(path, rows, which)
  const importing = new Importing(
    database,
    files.map(({ path }) => path),
  )
  await importing.importOne()
  return importing
}
