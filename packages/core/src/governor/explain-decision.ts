import type { Decision, GovernorSettings } from './governor-settings.ts'

/** Describes a decision in one sentence with its figures. `waitMs`: the remaining pause, if only the pause prevents a change. */
export function explainDecision(
  settings: GovernorSettings,
  { workers, change, reason, reading }: Omit<Decision, 'words'>,
  waitMs: number | null,
): string {
  const cause = `${figure(reading.waiting, '')} waiting${causes[reason](settings, reading)}`
  if (change === 1) return `${cause}: one worker more, ${workers} of ${settings.max}`
  if (change === -1) return `${cause}: one worker fewer, ${workers} of ${settings.max}`
  const wait = waitMs === null ? '' : `; after a worker was forced out, none is added for ${Math.ceil(waitMs / 1000)} s`
  return `${cause}${wait}: still ${workers} of ${settings.max}`
}

type Figures = Decision['reading']

/** The words after the number of waiting tasks. */
const causes: Record<Decision['reason'], (settings: GovernorSettings, reading: Figures) => string> = {
  backlog: () => '',
  idle: ({ idleSeconds }, { busy, workers }) => `, ${busy} of ${workers} busy for ${idleSeconds} s`,
  cpu: ({ cpuCeiling, cpuLimit }, { cpu }) =>
    `, CPU ${percent(cpu)} (none is added above ${percent(cpuCeiling)}, one is removed above ${percent(cpuLimit)})`,
  memory: ({ memoryFloorBytes }, { memoryFreeBytes, memoryTotalBytes }) =>
    `, ${mebibytes(memoryFreeBytes)} of ${mebibytes(memoryTotalBytes)} free (the floor is ${mebibytes(memoryFloorBytes)})`,
  pool_full: () => ', but the pool has no room',
  steady: (_, { busy, workers }) => `, ${busy} of ${workers} busy`,
}

const figure = (value: number, unit: string): string =>
  Number.isNaN(value) ? 'unknown' : `${Math.round(value)}${unit}`

const percent = (share: number): string => figure(share * 100, ' %')

const mebibytes = (bytes: number): string => figure(bytes / 1024 / 1024, ' MiB')
