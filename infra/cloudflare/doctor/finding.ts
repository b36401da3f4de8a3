/** What the doctor found of one thing. `unknown`: it could not be looked at, for the reason in `detail`. */
export interface Finding {
  about: string
  state: 'ok' | 'missing' | 'unknown'
  detail?: string
  /** What to do. */
  remedy?: string
}

export const ok = (about: string, detail?: string): Finding => ({ about, state: 'ok', ...(detail ? { detail } : {}) })

export const lacking = (about: string, detail: string, remedy: string): Finding => ({
  about,
  state: 'missing',
  detail,
  remedy,
})

export const unknown = (about: string, detail: string): Finding => ({ about, state: 'unknown', detail })
