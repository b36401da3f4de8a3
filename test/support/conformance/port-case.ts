/** A rule that every adapter of a port keeps. `run` throws where `subject` breaks it. */
export interface PortCase<Subject> {
  name: string
  run(subject: Subject): void | Promise<void>
}
