/** A request of the parent process to deploy a bundle as the new version of the Worker in `apps/<deploy>`. */
export type Deployment = { deploy: string; bundle: string }

/** The answer to a deployment. `error`: why the new version does not run; null if it does. */
export type Deployed = { deployed: string; error: string | null }

/** Carries out the deployments that the parent process requests, and answers each. */
export function onDeployments(deploy: (app: string, bundle: string) => Promise<void>): void {
  process.on('message', async (message: Partial<Deployment>) => {
    if (message.deploy === undefined || message.bundle === undefined) return
    const error = await deploy(message.deploy, message.bundle).then(
      () => null,
      (thrown: unknown) => String(thrown),
    )
    process.send?.({ deployed: message.deploy, error } satisfies Deployed)
  })
}
