/** Who asks: an API key. */
export interface Caller {
  keyId: string
  scopes: string[]
}
