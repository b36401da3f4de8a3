import { useWrite } from '../api/use-write.ts'
import { Icon, type IconName } from './icon.tsx'
import { useNotify } from './notice.tsx'

interface ActionButtonProps<Answer> {
  path: string
  body?: unknown
  icon: IconName
  label: string
  /** The notice after success. */
  done: (answer: Answer) => string
  /** The notice after failure; the reason is appended. */
  failed: string
}

/** An icon button that posts to the API and shows the outcome as a notice. */
export function ActionButton<Answer>({ path, body, icon, label, done, failed }: ActionButtonProps<Answer>) {
  const notify = useNotify()
  const act = useWrite<Answer>(
    (answer) => notify(done(answer)),
    (problem) => notify(`${failed}: ${problem.message}.`),
  )
  return (
    <button
      type="button"
      class="plain icon-button"
      aria-label={label}
      title={label}
      disabled={act.isPending}
      onClick={() => act.mutate({ path, body })}
    >
      <Icon name={icon} />
    </button>
  )
}
