/** The API key that makes a request. */
export interface Caller {
  keyId: string
  scopes: string[]
}
