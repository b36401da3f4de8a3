import { useWrite } from '../api/use-write.ts'
import { Icon, type IconName } from './icon.tsx'
import { useSay } from './notice.tsx'

interface ActionButtonProps<Answer> {
  path: string
  body?: unknown
  icon: IconName
  label: string
  /** What is said when it has been done; `failed`, with the reason after it, when not. */
  done: (answer: Answer) => string
  failed: string
}

/** Does one thing to what stands beside it, and says what came of it. */
export function ActionButton<Answer>({ path, body, icon, label, done, failed }: ActionButtonProps<Answer>) {
  const say = useSay()
  const act = useWrite<Answer>(
    (answer) => say(done(answer)),
    (problem) => say(`${failed}: ${problem.message}.`),
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
