import { sha256Hex } from './sha256.ts'

/** The deployment's GitHub tokens. Only a token's hash may be logged or stored. */
export class GitHubTokens {
  readonly #tokens: string[]
  #byId: Promise<Map<string, string>> | undefined

  /** Ignores duplicates. */
  constructor(tokens: string[]) {
    this.#tokens = [...new Set(tokens)]
  }

  /** The SHA-256 of each token, in hexadecimal. */
  async ids(): Promise<string[]> {
    return [...(await this.#known()).keys()]
  }

  /** The value of the `Authorization` header for a token. Throws when no token has this hash. */
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

/** Reads tokens separated by commas. Throws on a token that no header can carry, without showing it. */
export function parseGitHubTokens(text: string): GitHubTokens {
  const tokens = text
    .split(',')
    .map((token) => token.trim())
    .filter(Boolean)
  const wrong = tokens.findIndex((token) => !/^[\x21-\x7e]+$/.test(token))
  if (wrong === -1) return new GitHubTokens(tokens)
  throw new Error(`GITHUB_TOKENS: token ${wrong + 1} has an invalid character. Separate tokens by commas.`)
}
