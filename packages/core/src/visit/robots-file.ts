/**
 * A robots.txt as it was answered. `unreachable`, the reason in words (5xx, no answer), forbids everything for now, by RFC 9309, 2.3.1.4; any other
 * answer but 2xx means that there is none. Times are epoch milliseconds.
 */
export interface RobotsFile {
  text: string
  unreachable: string | null
  expiresAt: number
}
