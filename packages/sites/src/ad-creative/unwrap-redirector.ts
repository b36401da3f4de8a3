/** Parameters in which ad servers, affiliate networks and link shims carry the address that a click leads to. */
const parameters = ['adurl', 'ds_dest_url', 'dest_url', 'destination_url', 'landing_url', 'murl', 'ued', 'url', 'u']
/** Redirectors lead to redirectors. */
const mostHops = 5

/** The http or https address that an address redirects to, as one of its parameters tells; the address itself when none does. */
export function unwrapRedirector(address: string): string {
  let landing = address
  for (let hops = 0; hops < mostHops; hops += 1) {
    const next = wrappedIn(new URL(landing))
    if (next === undefined) break
    landing = next
  }
  return landing
}

function wrappedIn({ searchParams }: URL): string | undefined {
  for (const parameter of parameters) {
    const value = searchParams.get(parameter) ?? ''
    const address = /^https?:\/\//i.test(value) ? URL.parse(value) : null
    if (address) return address.href
  }
  return undefined
}
