import type { FileContext } from '@edgesweep/core/file/fetch-file.ts'
import { settingsFrom } from '@edgesweep/core/settings.ts'
import { systemClock } from '@edgesweep/core/system.ts'

/** The context of a file worker: the real clock and network, a domain that grants every permit, and no robots.txt for these local `hosts`. */
export function fileContext(
  { hosts, ...parts }: Pick<FileContext, 'db' | 'files'> & { hosts: string[] },
  changes: Partial<FileContext> = {},
): FileContext {
  return {
    ...parts,
    clock: systemClock,
    fetch: globalThis.fetch,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    resolve: () => Promise.reject(new Error('no name is resolved here')),
    settings: {
      ...settingsFrom({}),
      allowedTargets: hosts,
      domainSlots: 100,
      robotsIgnoredHosts: hosts,
      userAgent: 'Edgesweep/test',
    },
    domains: {
      ask: async () => ({ ok: true, token: 'permit' }),
      renew: async () => {},
      giveBack: async () => 0,
      robots: () => Promise.reject(new Error('no robots.txt is read here')),
    },
    ...changes,
  }
}
