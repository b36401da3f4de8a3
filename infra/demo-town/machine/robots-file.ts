/** What the town answers for `/robots.txt`. */
export interface RobotsFile {
  text: string
  status: number
}

/** The file of a town that lets everybody read everything. */
export const openToAll = 'User-agent: *\nAllow: /\n'
