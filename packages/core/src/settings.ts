import { type GitHubTokens, parseGitHubTokens } from './github-tokens.ts'
import { type RetentionDays, type RetentionEnv, retentionFrom } from './retention-kinds.ts'

/** An operator's settings, read from the environment in each app's `context.ts`. */
export interface Settings {
  /** `host:port` pairs that may be scraped or called although they are not on the public internet. */
  allowedTargets: string[]
  /** Origins whose web pages may call the API. */
  allowedOrigins: string[]
  /** The site and address that search a cart's terms. */
  search: { site: string; url: string }
  /** The maximum number of concurrent requests to one domain, and exceptions by host. */
  domainSlots: number
  domainSlotsByHost: Record<string, number>
  /** Hosts whose robots.txt is ignored by the operator's decision. Each job that reads such a host records it. */
  robotsIgnoredHosts: string[]
  /** The address of GitHub's REST API, without a trailing slash, and the tokens for it. */
  github: { apiUrl: string; tokens: GitHubTokens }
  /** An extraction in which more than this share of items vanish or lose their price begins a quarantine. 1 turns the guard off. */
  anomalyShare: number
  /** Days for which each kind of stored things is kept. */
  retention: RetentionDays
  /** The user agent for sites and webhook receivers, with a contact address. */
  userAgent: string
}

/** The product token (RFC 9309, 2.2.1) that addresses Edgesweep in a robots.txt. */
export const productToken = 'Edgesweep'
/** The address of GitHub's public REST API. */
export const gitHubApiUrl = 'https://api.github.com'
const defaultContactUrl = 'https://github.com/edgesweep/edgesweep'

/** The environment variables of the settings. An app that needs fewer settings sets fewer variables. */
export interface SettingsEnv extends RetentionEnv {
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
  /** `https://github.example/api/v3` for GitHub Enterprise Server. */
  GITHUB_API_URL?: string
  /** A secret: comma-separated tokens with access to public data, each of a different user, because GitHub counts by user. */
  GITHUB_TOKENS?: string
  /** `0.5` */
  ANOMALY_SHARE?: string
  /** The address at which a site's operator reaches this deployment's operator. */
  CONTACT_URL?: string
}

/** Reads the settings. Throws on an invalid value, naming the variable. */
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
    retention: retentionFrom(env),
    userAgent: `${productToken}/0.1 (+${contactUrl(env.CONTACT_URL)})`,
  }
}

/** A whole number of 1 or more. Throws for another text. */
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
  throw new Error(`GITHUB_API_URL must be an http or https address, such as ${gitHubApiUrl}, not "${text}"`)
}

/** It goes into a header, so it must be an address, which URL parsing reduces to printable ASCII. */
function contactUrl(text: string | undefined): string {
  if (!text) return defaultContactUrl
  const url = URL.parse(text)
  if (url && /^(https?|mailto):$/.test(url.protocol)) return url.href
  throw new Error(
    `CONTACT_URL must be an address, such as https://shop-watch.example/about or mailto:ops@shop-watch.example, not "${text}"`,
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
  throw new Error(`ALLOWED_ORIGINS: each must be an origin such as https://app.example, not "${wrong}"`)
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
