const instants = /\d{4}-\d\d-\d\dT[\d:]+(\.\d+)?Z/g

/** A message of the API with its ISO 8601 instants as the reader's clock shows them, with the day where it is not today's. */
export const localTimes = (message: string, now: number): string =>
  message.replace(instants, (instant) => {
    const at = new Date(instant)
    return at.toDateString() === new Date(now).toDateString() ? at.toLocaleTimeString() : at.toLocaleString()
  })
