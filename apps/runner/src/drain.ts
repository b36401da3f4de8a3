/**
 * So long (ms) after SIGTERM a runner may take: nothing more is claimed, what is in hand ends or is broken off, and what is left goes back to
 * its pipeline. Whoever stops runners must wait longer before SIGKILL; otherwise their claims wait for their leases to pass.
 */
export const drainMs = 25_000
