/** A rule that every implementation of a port must keep. `run` throws if `subject` breaks it. */
export interface PortCase<Subject> {
  name: string
  run(subject: Subject): void | Promise<void>
}
