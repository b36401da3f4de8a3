import ipaddr from 'ipaddr.js'
import { EdgesweepError } from '../errors.ts'

/** Names that resolve inside a machine or a private network, or nowhere. */
const privateSuffixes = [
  'localhost',
  'localdomain',
  'local',
  'internal',
  'intranet',
  'lan',
  'home',
  'corp',
  'private',
  'svc',
  'consul',
  'home.arpa',
  'test',
  'invalid',
  'onion',
]

/** An address of the public range at which a cloud (Azure) serves its machines. The others, such as 169.254.169.254, are in private ranges. */
const metadataAddress = '168.63.129.16'

const allowRemedy = '; an operator allows it with ALLOWED_TARGETS, a local run with --allow HOST:PORT'

/**
 * Parses a URL that may be read or called: http or https, no credentials, and an address on the public internet or a `host:port` that the
 * operator allows by name. Throws `target_refused` for any other. Resolves no names; `admitTarget` does.
 */
export function checkTarget(address: string, allowed: string[], field?: string): URL {
  const refuse = (why: string, shown = address, remedy = '') =>
    new EdgesweepError('target_refused', `${why}: ${shown.slice(0, 200)}${remedy}`, field ? { field } : {})
  if (address.includes('\\')) throw refuse('a URL must not contain a backslash')
  if (!URL.canParse(address)) throw refuse('this is not an absolute URL')
  const url = new URL(address)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw refuse('only http and https addresses are allowed')
  if (url.username || url.password) throw refuse('remove the user name and password from the URL', url.host)
  if (!isAllowListed(url, allowed) && !isPublicHost(url.hostname))
    throw refuse('the address is not on the public internet', address, allowRemedy)
  return url
}

/** Whether the operator allows this `host:port` by name. */
export function isAllowListed(url: URL, allowed: string[]): boolean {
  return allowed.includes(`${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`)
}

/** Whether `host` is an IP address, as URL parsing leaves it: in brackets or not. */
export const isAddress = (host: string): boolean => ipaddr.isValid(unbracketed(host))

/** Whether an IP address belongs to the public internet. */
export function isPublicAddress(address: string): boolean {
  const parsed = ipaddr.parse(unbracketed(address))
  // Only 2000::/3 of IPv6 is public (RFC 4291). Other IPv6 addresses contain an IPv4 address or stay inside a network.
  const wraps = parsed instanceof ipaddr.IPv6 && parsed.parts[0]! >>> 13 !== 1
  return parsed.range() === 'unicast' && !wraps && parsed.toString() !== metadataAddress
}

function isPublicHost(hostname: string): boolean {
  // URL parsing has already turned decimal, octal, hex and short forms of IPv4 into dotted ones.
  const name = hostname.replace(/\.+$/, '').toLowerCase()
  if (isAddress(name)) return isPublicAddress(name)
  return name.includes('.') && !privateSuffixes.some((suffix) => name === suffix || name.endsWith(`.${suffix}`))
}

const unbracketed = (host: string): string => host.replace(/^\[|\]$/g, '')
