import { parseList, parseSlots, type Settings } from '@edgesweep/core/settings.ts'

/** The variables that settings are read from; a Worker that needs fewer binds fewer. */
export interface SettingsEnv {
  ALLOWED_TARGETS: string
  SEARCH_SITE?: string
  SEARCH_URL?: string
  DOMAIN_SLOTS?: string
  DOMAIN_SLOTS_BY_HOST?: string
}

/** Throws on a value that cannot be meant, naming the variable. */
export function settingsFrom(env: SettingsEnv): Settings {
  return {
    allowedTargets: parseList(env.ALLOWED_TARGETS),
    search: { site: env.SEARCH_SITE ?? '', url: env.SEARCH_URL ?? '' },
    domainSlots: wholeNumber('DOMAIN_SLOTS', env.DOMAIN_SLOTS ?? '2'),
    domainSlotsByHost: parseSlots(env.DOMAIN_SLOTS_BY_HOST ?? ''),
  }
}

/** Throws when `text` is not a whole number of 1 or more. */
export function wholeNumber(name: string, text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1)
    throw new Error(`${name} must be a whole number of 1 or more, not "${text}"`)
  return number
}
