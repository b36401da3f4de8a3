import { type GitHubTokens, parseGitHubTokens } from './github-tokens.ts'

/** What an operator sets, read from the environment by each app's `context.ts`. */
export interface Settings {
  /** host:port pairs that may be scraped or called although they are not on the public internet. */
  allowedTargets: string[]
  /** Origins whose pages may ask the API from a browser. */
  allowedOrigins: string[]
  /** Where a cart's terms are searched. */
  search: { site: string; url: string }
  /** Requests in flight to one domain, and exceptions by host. */
  domainSlots: number
  domainSlotsByHost: Record<string, number>
  /** Hosts whose robots.txt is not asked, by the operator's own decision; each job that reads one says so in its record. */
  robotsIgnoredHosts: string[]
  /** Where GitHub's REST API is, without a slash at its end, and the tokens that it is asked with. */
  github: { apiUrl: string; tokens: GitHubTokens }
  /** More than this share of what an outlet lists cannot vanish or lose its price in one extraction without a quarantine; 1: any share can. */
  anomalyShare: number
  /** Days for which the rows of ended jobs are kept, and deliveries that are done. */
  jobRetentionDays: number
  /** Days for which snapshots and platform status stay in the database; older ones are in the bucket. */
  snapshotRetentionDays: number
  /** Days for which the pages that sweeps have read are kept, besides the day itself. */
  pageRetentionDays: number
  /** How Edgesweep names itself to the sites that it reads and the receivers that it calls, with where to complain. */
  userAgent: string
}

/** The product token (RFC 9309, 2.2.1) by which a robots.txt addresses Edgesweep. */
export const productToken = 'Edgesweep'
/** Where GitHub's REST API is for everybody. */
export const gitHubApiUrl = 'https://api.github.com'
const defaultContactUrl = 'https://github.com/edgesweep/edgesweep'

/** The variables that settings are read from; an app that needs fewer sets fewer. */
export interface SettingsEnv {
  /** `a:1, b:2` */
  ALLOWED_TARGETS?: string
  /** `https://app.example, http://localhost:5173` */
  ALLOWED_ORIGINS?: string
  SEARCH_SITE?: string
  SEARCH_URL?: string
  DOMAIN_SLOTS?: string
  /** `127.0.0.1:8788=8, shop.example=1` */
  DOMAIN_SLOTS_BY_HOST?: string
  /** `shop.example, 127.0.0.1:8788` */
  ROBOTS_IGNORED_HOSTS?: string
  /** `https://github.example/api/v3` for a GitHub of one's own. */
  GITHUB_API_URL?: string
  /** A secret: tokens that may read public data, separated by commas, each of another user, since GitHub counts by user. */
  GITHUB_TOKENS?: string
  /** `0.5` */
  ANOMALY_SHARE?: string
  JOB_RETENTION_DAYS?: string
  SNAPSHOT_RETENTION_DAYS?: string
  PAGE_RETENTION_DAYS?: string
  /** Where a site's operator reaches this deployment's. */
  CONTACT_URL?: string
}

/** Throws on a value that cannot be meant, naming the variable. */
export function settingsFrom(env: SettingsEnv): Settings {
  return {
    allowedTargets: parseList(env.ALLOWED_TARGETS ?? ''),
    allowedOrigins: parseOrigins(env.ALLOWED_ORIGINS ?? ''),
    search: { site: env.SEARCH_SITE ?? '', url: env.SEARCH_URL ?? '' },
    domainSlots: wholeNumber('DOMAIN_SLOTS', env.DOMAIN_SLOTS ?? '2'),
    domainSlotsByHost: parseSlots(env.DOMAIN_SLOTS_BY_HOST ?? ''),
    robotsIgnoredHosts: parseList(env.ROBOTS_IGNORED_HOSTS ?? ''),
    github: { apiUrl: apiUrl(env.GITHUB_API_URL), tokens: parseGitHubTokens(env.GITHUB_TOKENS ?? '') },
    anomalyShare: share('ANOMALY_SHARE', env.ANOMALY_SHARE ?? '0.5'),
    jobRetentionDays: wholeNumber('JOB_RETENTION_DAYS', env.JOB_RETENTION_DAYS ?? '30'),
    snapshotRetentionDays: wholeNumber('SNAPSHOT_RETENTION_DAYS', env.SNAPSHOT_RETENTION_DAYS ?? '30'),
    pageRetentionDays: wholeNumber('PAGE_RETENTION_DAYS', env.PAGE_RETENTION_DAYS ?? '7'),
    userAgent: `${productToken}/0.1 (+${contactUrl(env.CONTACT_URL)})`,
  }
}

/** Throws when `text` is not a whole number of 1 or more. */
export function wholeNumber(name: string, text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1)
    throw new Error(`${name} must be a whole number of 1 or more, not "${text}"`)
  return number
}

function share(name: string, text: string): number {
  const number = Number(text)
  if (!(number > 0 && number <= 1)) throw new Error(`${name} must be more than 0 and at most 1, not "${text}"`)
  return number
}

function apiUrl(text: string | undefined): string {
  if (!text) return gitHubApiUrl
  const url = URL.parse(text)
  if (url && /^https?:$/.test(url.protocol) && !url.search && !url.hash) return url.href.replace(/\/+$/, '')
  throw new Error(`GITHUB_API_URL must be an http or https address, as ${gitHubApiUrl}, not "${text}"`)
}

/** Goes into a header: only an address of printable ASCII, as URL parsing leaves it. */
function contactUrl(text: string | undefined): string {
  if (!text) return defaultContactUrl
  const url = URL.parse(text)
  if (url && /^(https?|mailto):$/.test(url.protocol)) return url.href
  throw new Error(
    `CONTACT_URL must be an address, as https://shop-watch.example/about or mailto:ops@shop-watch.example, not "${text}"`,
  )
}

const parseList = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)

function parseOrigins(text: string): string[] {
  const origins = parseList(text)
  const wrong = origins.find((origin) => URL.parse(origin)?.origin !== origin)
  if (wrong === undefined) return origins
  throw new Error(`ALLOWED_ORIGINS: "${wrong}" is not an origin, as https://app.example or http://localhost:5173`)
}

function parseSlots(text: string): Record<string, number> {
  const pairs = parseList(text).map((pair) => {
    const cut = pair.lastIndexOf('=')
    const slots = Number(pair.slice(cut + 1))
    if (cut < 1 || !Number.isInteger(slots) || slots < 1)
      throw new Error(`DOMAIN_SLOTS_BY_HOST: "${pair}" is not host=slots`)
    return [pair.slice(0, cut), slots] as const
  })
  return Object.fromEntries(pairs)
}
