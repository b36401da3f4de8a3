/** What reading pages has cost so far. */
export interface Usage {
  browserMs: number
  requests: number
  bytes: number
}
