/** A rule of a port for every adapter. `run` throws if `subject` breaks it. */
export interface PortCase<Subject> {
  name: string
  run(subject: Subject): void | Promise<void>
}
