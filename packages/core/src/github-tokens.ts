import { sha256Hex } from './sha256.ts'

/** The deployment's tokens for GitHub. A token itself is never in what can be logged or stored: outside it is known by its hash. */
export class GitHubTokens {
  readonly #tokens: string[]
  #byId: Promise<Map<string, string>> | undefined

  /** Of several that are the same, one counts. */
  constructor(tokens: string[]) {
    this.#tokens = [...new Set(tokens)]
  }

  /** The SHA-256 of each, in hex. */
  async ids(): Promise<string[]> {
    return [...(await this.#known()).keys()]
  }

  /** The value of the `Authorization` header for a token. Throws when it is none of these. */
  async authorization(id: string): Promise<string> {
    const token = (await this.#known()).get(id)
    if (token === undefined) throw new Error(`no token of GITHUB_TOKENS has the hash ${id}`)
    return `Bearer ${token}`
  }

  #known(): Promise<Map<string, string>> {
    this.#byId ??= Promise.all(this.#tokens.map(async (token) => [await sha256Hex(token), token] as const)).then(
      (pairs) => new Map(pairs),
    )
    return this.#byId
  }
}

/** Throws on what no header can carry, without showing it. */
export function parseGitHubTokens(text: string): GitHubTokens {
  const tokens = text
    .split(',')
    .map((token) => token.trim())
    .filter(Boolean)
  const wrong = tokens.findIndex((token) => !/^[\x21-\x7e]+$/.test(token))
  if (wrong === -1) return new GitHubTokens(tokens)
  throw new Error(`GITHUB_TOKENS: number ${wrong + 1} has characters that no token has; they are separated by commas`)
}
